package dev.braid.rollup.driver;

import dev.braid.rollup.jsonrpc.JsonRpcFailureException;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import dev.braid.rollup.spi.CallFence;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RpcResult;
import dev.braid.rollup.spi.Trouble;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Carries calls out one after the other, in the order given. A call that runs into its deadline is
 * answered at once; the next one starts only when the first has really ended, which its own HTTP
 * time-outs bound.
 */
public final class SerialLane {
  private final Object lock = new Object();
  private CompletableFuture<Void> tail = CompletableFuture.completedFuture(null);
  private int queued;

  /**
   * @param fence stops the work before its next request
   * @param work gets the deadline, which counts from now
   * @param unavailable makes the answer for "no answer in time"
   */
  public <T> CompletionStage<T> submit(
      Duration limit,
      CallFence fence,
      Function<Deadline, CompletableFuture<T>> work,
      BiFunction<Trouble, String, T> unavailable) {
    Deadline deadline = Deadline.in(limit, fence);
    CompletableFuture<Void> before;
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (lock) {
      if (queued == RollupClient.MAX_QUEUED) {
        return CompletableFuture.completedFuture(
            unavailable.apply(Trouble.QUEUE_FULL, queued + " calls wait for this rollup already"));
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
            unavailable.apply(Trouble.TIMEOUT, "no answer within " + limit.toMillis() + " ms"),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /** The one place where a broken chain of calls becomes an outcome; other exceptions are bugs. */
  private static <T> CompletableFuture<T> unavailableOnFailure(
      CompletableFuture<T> future, BiFunction<Trouble, String, T> unavailable) {
    return future.exceptionally(
        thrown -> {
          Throwable cause =
              thrown instanceof CompletionException && thrown.getCause() != null
                  ? thrown.getCause()
                  : thrown;
          return switch (cause) {
            case JsonRpcTransportException e ->
                unavailable.apply(trouble(e.kind()), String.valueOf(e.getMessage()));
            case JsonRpcFailureException e ->
                unavailable.apply(Trouble.REFUSED, String.valueOf(e.getMessage()));
            case TroubleException e ->
                unavailable.apply(e.trouble(), String.valueOf(e.getMessage()));
            default -> throw new CompletionException(cause);
          };
        });
  }

  /** Makes the answer of a read, which needs no turn. */
  public static <T> CompletionStage<RpcResult<T>> read(CompletableFuture<T> answer) {
    CompletableFuture<RpcResult<T>> result = answer.thenApply(RpcResult.Answer::new);
    return unavailableOnFailure(result, RpcResult.Unavailable::new);
  }

  private static Trouble trouble(JsonRpcTransportException.Kind kind) {
    return switch (kind) {
      case NOT_SENT, BROKEN -> Trouble.UNREACHABLE;
      case NO_TIME, TIMED_OUT -> Trouble.TIMEOUT;
      case STALE_TOKEN -> Trouble.CLOCK_DRIFT;
      case UNAUTHORIZED -> Trouble.UNAUTHORIZED;
      case HTTP_STATUS, TOO_LARGE, NOT_JSON_RPC -> Trouble.BAD_ANSWER;
      case FENCED -> Trouble.FENCED;
    };
  }
}
