package dev.braid.rollup.anvil;

import dev.braid.rollup.jsonrpc.JsonRpcFailureException;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import dev.braid.rollup.spi.CallFence;
import dev.braid.rollup.spi.RollupClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Carries calls out one after the other, in the order given. A call that runs into its deadline is
 * answered at once; the next one starts only when the first has really ended, which its own HTTP
 * time-outs bound.
 */
final class SerialLane {
  private final Object lock = new Object();
  private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);
  private int queued;

  /**
   * @param fence stops the work before its next request
   * @param work gets the deadline, which counts from now
   * @param unavailable makes the answer for "no answer in time"
   */
  <T> CompletionStage<T> submit(
      Duration limit,
      CallFence fence,
      Function<Deadline, CompletableFuture<T>> work,
      Function<String, T> unavailable) {
    Deadline deadline = Deadline.in(limit, fence);
    CompletableFuture<Void> before;
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (lock) {
      if (queued == RollupClient.MAX_QUEUED) {
        return CompletableFuture.completedFuture(
            unavailable.apply(queued + " calls wait for this rollup already"));
      }
      queued++;
      before = tail;
      tail = done;
    }
    return before
        .thenCompose(ignored -> unavailableOnFailure(work.apply(deadline), unavailable))
        .whenComplete(
            (value, failure) -> {
              synchronized (lock) {
                queued--;
              }
              done.complete(null);
            })
        // A copy, for the step above must run however late the work ends.
        .copy()
        .completeOnTimeout(
            unavailable.apply("no answer within " + limit.toMillis() + " ms"),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /** The one place where a broken chain of calls becomes an outcome; other exceptions are bugs. */
  static <T> CompletableFuture<T> unavailableOnFailure(
      CompletableFuture<T> future, Function<String, T> unavailable) {
    return future.exceptionally(
        thrown -> {
          Throwable cause =
              thrown instanceof CompletionException && thrown.getCause() != null
                  ? thrown.getCause()
                  : thrown;
          return switch (cause) {
            case JsonRpcTransportException e -> unavailable.apply(String.valueOf(e.getMessage()));
            case JsonRpcFailureException e -> unavailable.apply(String.valueOf(e.getMessage()));
            default -> throw new CompletionException(cause);
          };
        });
  }
}
