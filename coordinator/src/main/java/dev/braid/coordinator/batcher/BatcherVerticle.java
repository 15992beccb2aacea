package dev.braid.coordinator.batcher;

import dev.braid.coordinator.bus.BusAddresses;
import dev.braid.protocol.types.Address;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests from the event bus to the {@link Batcher} and its replies back. Bodies are
 * protobuf bytes ({@code BatcherRequest}, answered by {@code SubmitReply} or {@code ProposeReply}).
 * Nothing is read or decided on the event loop.
 */
public final class BatcherVerticle extends VerticleBase {
  private final Batcher batcher;
  private final @Nullable Address member;

  /** For a node without others. */
  public BatcherVerticle(Batcher batcher) {
    this(batcher, null);
  }

  /**
   * @param member this node among others, which reach it at an address that names it; null = none
   */
  public BatcherVerticle(Batcher batcher, @Nullable Address member) {
    this.batcher = batcher;
    this.member = member;
  }

  @Override
  public Future<?> start() {
    Future<Void> local =
        vertx.eventBus().<Object>localConsumer(BusAddresses.BATCHER, this::receive).completion();
    return member == null
        ? local
        : local.compose(
            v ->
                vertx
                    .eventBus()
                    .<Object>consumer(BusAddresses.of(BusAddresses.BATCHER, member), this::receive)
                    .completion());
  }

  private void receive(Message<Object> message) {
    if (message.replyAddress() == null) {
      return; // it wants no answer: it only keeps the way here open
    }
    switch (message.body()) {
      case byte[] bytes -> batcher.request(bytes, message::reply);
      case Buffer buffer ->
          batcher.request(buffer.getBytes(), reply -> message.reply(Buffer.buffer(reply)));
      default -> message.fail(400, "expected bytes");
    }
  }
}
