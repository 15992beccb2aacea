package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.ForeignError;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A rollup's own node as wallets see it: reads are passed on, and accounts are looked up before a
 * transaction is taken. Bounded in time, size and number, so that a node that is slow or down
 * delays nobody but who asks for it (A4).
 */
final class RollupNode implements AutoCloseable {
  /** A call that was passed on is given up after that. */
  static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

  /** The node is asked about an account before a transaction is taken: a wallet waits. */
  static final Duration ACCOUNT_TIMEOUT = Duration.ofSeconds(3);

  /** Longest answer that is passed on. */
  static final int MAX_ANSWER_BYTES = 8 << 20;

  /** Calls on the way to one node; {@link #MAX_OPEN} counts those that wait as well. */
  static final int MAX_CONCURRENT = 32;

  static final int MAX_OPEN = 128;
  private static final long RETRY_AFTER_MILLIS = 500;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final ChainId chainId;
  private final JsonRpcClient reads;
  // Of its own, so that no heavy read holds up a transaction.
  private final JsonRpcClient accounts;
  private final AtomicInteger open = new AtomicInteger();

  RollupNode(ChainId chainId, URI url) {
    this.chainId = chainId;
    this.reads = client(url);
    this.accounts = client(url);
  }

  private static JsonRpcClient client(URI url) {
    return new JsonRpcClient(
        url, new JsonRpcLimits(CONNECT_TIMEOUT, MAX_ANSWER_BYTES, 16, MAX_CONCURRENT));
  }

  ChainId chainId() {
    return chainId;
  }

  /** Passes a call on; fails with {@link ForeignError} or {@link Refusal}. */
  Future<JsonNode> read(Context context, JsonRpcCall call) {
    return bounded(
        context,
        READ_TIMEOUT,
        () ->
            reads
                .call(call, READ_TIMEOUT)
                // Large answers are written on the client's thread, not on an event loop.
                .thenApply(reply -> Json.written(result(reply))));
  }

  /** The same for a short answer that is looked at here. */
  Future<JsonNode> known(Context context, JsonRpcCall call) {
    return bounded(
        context, READ_TIMEOUT, () -> reads.call(call, READ_TIMEOUT).thenApply(RollupNode::result));
  }

  /** What an account has at the head; fails with {@link Refusal}. */
  Future<RollupAccount> account(Context context, String address) {
    List<JsonRpcCall> calls =
        List.of(
            JsonRpcCall.of("eth_getTransactionCount", address, "latest"),
            JsonRpcCall.of("eth_getBalance", address, "latest"),
            JsonRpcCall.of("eth_getBlockByNumber", "latest", false));
    return bounded(
        context,
        ACCOUNT_TIMEOUT,
        () -> accounts.batch(calls, ACCOUNT_TIMEOUT).thenApply(RollupAccount::of));
  }

  /** The next nonce of an account at the head. */
  Future<Long> nonce(Context context, JsonRpcCall call) {
    return bounded(
        context,
        ACCOUNT_TIMEOUT,
        () ->
            accounts
                .call(call, ACCOUNT_TIMEOUT)
                .thenApply(reply -> RollupAccount.quantity(result(reply)).longValueExact()));
  }

  private interface Ask<T> {
    CompletableFuture<T> ask();
  }

  /**
   * @param limit counts from now, the wait for a free connection included
   */
  private <T> Future<T> bounded(Context context, Duration limit, Ask<T> ask) {
    if (open.incrementAndGet() > MAX_OPEN) {
      open.decrementAndGet();
      return Future.failedFuture(
          new Refusal(
              RpcError.overload(
                      "TOO_MANY_CALLS", "too many calls wait for this rollup", RETRY_AFTER_MILLIS)
                  .limit(MAX_OPEN, null)
                  .chain(chainId)));
    }
    return Future.fromCompletionStage(
            ask.ask()
                .copy() // what comes later is still read to its end
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((value, e) -> open.decrementAndGet()),
            context)
        .recover(e -> Future.failedFuture(failure(e)));
  }

  private static JsonNode result(JsonRpcReply reply) {
    return switch (reply) {
      case JsonRpcReply.Result(JsonNode value) -> value;
      case JsonRpcReply.Failure failure ->
          throw new ForeignError(failure.code(), failure.message(), failure.data());
    };
  }

  private Throwable failure(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof JsonRpcTransportException broken) {
      return new Refusal(
          switch (broken.kind()) {
            case TOO_LARGE ->
                RpcError.of(RpcError.UNSUPPORTED, "ANSWER_TOO_LARGE", "the answer is too long")
                    .limit(MAX_ANSWER_BYTES, null)
                    .chain(chainId);
            case NOT_SENT,
                NO_TIME,
                FENCED,
                TIMED_OUT,
                BROKEN,
                STALE_TOKEN,
                UNAUTHORIZED,
                HTTP_STATUS,
                NOT_JSON_RPC ->
                down(chainId);
          });
    }
    return cause instanceof TimeoutException || cause instanceof ArithmeticException
        ? new Refusal(down(chainId))
        : cause;
  }

  /** The rollup's node gives no answer, or one that makes no sense. */
  static RpcError down(ChainId chainId) {
    return RpcError.of(RpcError.UNAVAILABLE, "ROLLUP_DOWN", "the rollup's node does not answer now")
        .chain(chainId)
        .retryAfter(RETRY_AFTER_MILLIS);
  }

  @Override
  public void close() {
    reads.close();
    accounts.close();
  }
}
