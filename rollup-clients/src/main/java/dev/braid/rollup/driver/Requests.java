package dev.braid.rollup.driver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Sends calls within a {@link Deadline}. Futures fail with the exceptions of {@code JsonRpcClient},
 * and where one result is asked for with {@code JsonRpcFailureException}.
 */
public final class Requests {
  private final JsonRpcClient rpc;
  private final int maxBatchCalls;

  /**
   * @param maxBatchCalls most calls that the node takes in one HTTP request
   */
  public Requests(JsonRpcClient rpc, int maxBatchCalls) {
    this.rpc = rpc;
    this.maxBatchCalls = maxBatchCalls;
  }

  /** Sends calls once, in one request. */
  public CompletableFuture<List<JsonRpcReply>> once(List<JsonRpcCall> calls, Deadline deadline) {
    return rpc.batch(calls, deadline.remaining(), deadline.fence());
  }

  /** Sends one call, which may be carried out twice, and gives its result. */
  public CompletableFuture<JsonNode> result(JsonRpcCall call, Duration most, Deadline deadline) {
    return reply(call, most, deadline).thenApply(JsonRpcReply::result);
  }

  /**
   * Sends one call, which may be carried out twice.
   *
   * @param most time for the call, where the deadline leaves more
   */
  public CompletableFuture<JsonRpcReply> reply(JsonRpcCall call, Duration most, Deadline deadline) {
    return repeatable(List.of(call), most, deadline).thenApply(replies -> replies.get(0));
  }

  /** As {@link #repeatable(List, Duration, Deadline)}, with all the time that there is. */
  public CompletableFuture<List<JsonRpcReply>> repeatable(
      List<JsonRpcCall> calls, Deadline deadline) {
    return repeatable(calls, deadline.remaining(), deadline);
  }

  /**
   * Sends calls that may be carried out twice: once more when the connection breaks, for a kept
   * connection to an engine that was started again in between breaks on its first use. More calls
   * than one request holds go one request after the other.
   */
  public CompletableFuture<List<JsonRpcReply>> repeatable(
      List<JsonRpcCall> calls, Duration most, Deadline deadline) {
    if (calls.size() <= maxBatchCalls) {
      return twice(calls, most, deadline);
    }
    return twice(calls.subList(0, maxBatchCalls), most, deadline)
        .thenCompose(
            first ->
                repeatable(calls.subList(maxBatchCalls, calls.size()), most, deadline)
                    .thenApply(
                        rest -> {
                          List<JsonRpcReply> all = new ArrayList<>(first);
                          all.addAll(rest);
                          return all;
                        }));
  }

  private CompletableFuture<List<JsonRpcReply>> twice(
      List<JsonRpcCall> calls, Duration most, Deadline deadline) {
    return rpc.batch(calls, deadline.atMost(most), deadline.fence())
        .exceptionallyCompose(
            thrown -> {
              // Wrapped or not, as CompletableFuture pleases.
              Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
              return broken(thrown) || broken(cause)
                  ? rpc.batch(calls, deadline.atMost(most), deadline.fence())
                  : CompletableFuture.failedFuture(thrown);
            });
  }

  private static boolean broken(Throwable thrown) {
    return thrown instanceof JsonRpcTransportException e
        && e.kind() == JsonRpcTransportException.Kind.BROKEN;
  }
}
