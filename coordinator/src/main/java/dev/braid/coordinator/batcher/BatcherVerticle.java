package dev.braid.coordinator.batcher;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;

/**
 * Carries requests from the event bus to the {@link Batcher} and its replies back. Bodies are
 * protobuf bytes ({@code BatcherRequest}, answered by {@code SubmitReply} or {@code ProposeReply}).
 * Nothing is read or decided on the event loop.
 */
public final class BatcherVerticle extends VerticleBase {
  /** Where it listens. */
  public static final String ADDRESS = "braid.batcher";

  private final Batcher batcher;

  public BatcherVerticle(Batcher batcher) {
    this.batcher = batcher;
  }

  @Override
  public Future<?> start() {
    return vertx.eventBus().<Object>localConsumer(ADDRESS, this::receive).completion();
  }

  private void receive(Message<Object> message) {
    switch (message.body()) {
      case byte[] bytes -> batcher.request(bytes, message::reply);
      case Buffer buffer ->
          batcher.request(buffer.getBytes(), reply -> message.reply(Buffer.buffer(reply)));
      default -> message.fail(400, "expected bytes");
    }
  }
}
