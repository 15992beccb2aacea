package dev.braid.coordinator.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The event bus as one life of a member has it: requests to an address of another member are
 * answered, or time out; an address where nobody listens says so.
 */
final class SimBus {
  /** There is nobody at the address: certainly nothing happened. */
  static final class NobodyException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** No answer: anything may have happened. */
  static final class SilenceException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final SimWorld world;
  private final SimNetwork network;
  private final int index;
  private final SimProcess process;
  private final Map<String, Function<byte[], CompletionStage<byte[]>>> handlers = new HashMap<>();

  SimBus(SimWorld world, SimNetwork network, int index, SimProcess process) {
    this.world = world;
    this.network = network;
    this.index = index;
    this.process = process;
  }

  void serve(String address, Function<byte[], CompletionStage<byte[]>> handler) {
    handlers.put(address, handler);
  }

  CompletionStage<byte[]> request(
      @Nullable SimBus target, String address, byte[] body, long timeoutMillis) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    if (!process.isAlive()) {
      return answer;
    }
    world.afterMillis(
        timeoutMillis,
        () -> process.happens(() -> answer.completeExceptionally(new SilenceException())));
    if (target == null) {
      world.after(
          network.delayNanos(),
          () -> process.happens(() -> answer.completeExceptionally(new NobodyException())));
      return answer;
    }
    network.send(
        index, target.index, target.process, () -> target.arrived(this, address, body, answer));
    return answer;
  }

  private void arrived(SimBus from, String address, byte[] body, CompletableFuture<byte[]> answer) {
    Function<byte[], CompletionStage<byte[]>> handler = handlers.get(address);
    if (handler == null) {
      back(from, () -> answer.completeExceptionally(new NobodyException()));
      return;
    }
    var unused =
        handler
            .apply(body)
            .whenComplete(
                (value, failure) ->
                    back(
                        from,
                        () -> {
                          if (value != null) {
                            answer.complete(value);
                          } else {
                            answer.completeExceptionally(failure);
                          }
                        }));
  }

  private void back(SimBus to, Runnable answer) {
    if (process.isAlive()) {
      network.send(index, to.index, to.process, answer);
    }
  }
}
