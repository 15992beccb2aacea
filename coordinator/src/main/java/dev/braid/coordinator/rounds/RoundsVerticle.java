package dev.braid.coordinator.rounds;

import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.protocol.types.Address;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Carries cancels and replacements from the event bus to the {@link RoundsDriver} and its replies
 * back.
 */
public final class RoundsVerticle extends VerticleBase {
  private final RoundsDriver driver;
  private final Address member;

  /**
   * @param member takes {@code CancelRequest} and {@code ReplaceRequest} on its own addresses,
   *     which all members of a cluster see, and on the common ones, for this node alone
   */
  public RoundsVerticle(RoundsDriver driver, Address member) {
    this.driver = driver;
    this.member = member;
  }

  /** Runs the driver's heavy work on Vert.x's workers. */
  public static Executor readers(Vertx vertx) {
    return task -> {
      // What comes of it the task itself says.
      var unused =
          vertx.executeBlocking(
              () -> {
                task.run();
                return "";
              },
              false);
    };
  }

  @Override
  public Future<?> start() {
    EventBus bus = vertx.eventBus();
    return Future.all(
        bus.<byte[]>localConsumer(BusAddresses.ROUNDS, this::cancel).completion(),
        bus.<byte[]>consumer(BusAddresses.of(BusAddresses.ROUNDS, member), this::cancel)
            .completion(),
        bus.<byte[]>localConsumer(BusAddresses.REPLACEMENTS, this::replace).completion(),
        bus.<byte[]>consumer(BusAddresses.of(BusAddresses.REPLACEMENTS, member), this::replace)
            .completion());
  }

  private void cancel(Message<byte[]> message) {
    answer(message, driver::cancel);
  }

  private void replace(Message<byte[]> message) {
    answer(message, driver::replace);
  }

  private static void answer(
      Message<byte[]> message, Function<byte[], CompletionStage<byte[]>> request) {
    if (message.body().length == 0) {
      return; // only keeps the way open
    }
    if (message.replyAddress() == null) {
      return; // it wants no answer: it only keeps the way here open
    }
    request
        .apply(message.body())
        .whenComplete(
            (reply, bug) -> {
              if (bug == null) {
                message.reply(reply);
              } else {
                message.fail(500, String.valueOf(bug.getMessage()));
              }
            });
  }
}
