package dev.braid.coordinator.rounds;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** Carries cancels from the event bus to the {@link RoundsDriver} and its replies back. */
public final class RoundsVerticle extends VerticleBase {
  private final RoundsDriver driver;
  private final String address;

  /**
   * @param address where it takes {@code CancelRequest}
   */
  public RoundsVerticle(RoundsDriver driver, String address) {
    this.driver = driver;
    this.address = address;
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
    return vertx
        .eventBus()
        .<byte[]>consumer(
            address,
            message ->
                driver
                    .cancel(message.body())
                    .whenComplete(
                        (reply, bug) -> {
                          if (bug == null) {
                            message.reply(reply);
                          } else {
                            message.fail(500, String.valueOf(bug.getMessage()));
                          }
                        }))
        .completion();
  }
}
