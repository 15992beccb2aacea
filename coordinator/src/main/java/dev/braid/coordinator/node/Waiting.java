package dev.braid.coordinator.node;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for parts of a node to start or stop, on a thread that may be blocked. */
final class Waiting {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private Waiting() {}

  /**
   * @param what the part, for people
   * @throws StartRefused when it fails or takes too long
   */
  static <T> T until(String what, CompletionStage<T> stage) {
    try {
      return stage
          .toCompletableFuture()
          .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartRefused(what + ": " + cause.getMessage(), cause);
    }
  }

  static <T> T until(String what, Future<T> future) {
    return until(what, future.toCompletionStage());
  }
}
