package dev.braid.coordinator.batcher;

import dev.braid.protocol.log.State;
import java.util.concurrent.CompletableFuture;

/** Starts batchers in tests. */
public final class Led {
  private Led() {}

  /** Completes when it leads for the first time. */
  public static CompletableFuture<State> start(Batcher batcher) {
    CompletableFuture<State> led = new CompletableFuture<>();
    batcher.addListener(
        new LeadershipListener() {
          @Override
          public void gained(State state) {
            led.complete(state);
          }

          @Override
          public void lost(String why) {}
        });
    batcher.start();
    return led;
  }
}
