package dev.braid.coordinator.api;

import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC error with its {@code data} (api.md, Errors).
 *
 * @param reason a stable upper-case word
 * @param field path of the parameter, e.g. {@code slices[1].txs[0]}
 * @param limit the limit that was met; {@code actual} what was asked, in the same unit
 * @param transactionIndex index in the slice
 * @param retryable the same bytes may succeed later
 */
public record RpcError(
    int code,
    String message,
    String reason,
    @Nullable String field,
    @Nullable Long limit,
    @Nullable Long actual,
    @Nullable BundleId bundleId,
    @Nullable ChainId chainId,
    @Nullable TransactionHash transactionHash,
    @Nullable Integer transactionIndex,
    boolean retryable,
    @Nullable Long retryAfterMillis) {
  public static final int PARSE = -32700;
  public static final int REQUEST = -32600;
  public static final int METHOD = -32601;
  public static final int PARAMETER = -32602;
  public static final int INTERNAL = -32603;
  public static final int UNKNOWN_OUTCOME = -32000;

  /** What the pool of a plain engine refuses a transaction with. */
  public static final int POOL = -32000;

  public static final int UNKNOWN = -32001;
  public static final int UNAVAILABLE = -32002;
  public static final int STATIC_RULE = -32003;
  public static final int UNSUPPORTED = -32004;
  public static final int OVERLOAD = -32005;
  public static final int TIMED_OUT = 4;

  public static RpcError of(int code, String reason, String message) {
    return new RpcError(
        code, message, reason, null, null, null, null, null, null, null, false, null);
  }

  /** A parameter that does not fit, named by its path; an empty path names none. */
  public static RpcError parameter(String field, String reason, String message) {
    return of(PARAMETER, reason, message).at(field);
  }

  /** More than a limit allows. */
  public static RpcError overLimit(String field, String reason, long limit, long actual) {
    String what = field.isEmpty() ? "" : field + ": ";
    return of(PARAMETER, reason, what + "at most " + limit + ", got " + actual)
        .at(field)
        .limit(limit, actual);
  }

  public static RpcError notYet(String what) {
    return of(UNSUPPORTED, "NOT_YET", what + " is not there yet");
  }

  public static RpcError overload(String reason, String message, long retryAfterMillis) {
    return of(OVERLOAD, reason, message).retryAfter(retryAfterMillis);
  }

  public RpcError at(String path) {
    return new RpcError(
        code,
        message,
        reason,
        path.isEmpty() ? null : path,
        limit,
        actual,
        bundleId,
        chainId,
        transactionHash,
        transactionIndex,
        retryable,
        retryAfterMillis);
  }

  public RpcError limit(long newLimit, @Nullable Long newActual) {
    return new RpcError(
        code,
        message,
        reason,
        field,
        newLimit,
        newActual,
        bundleId,
        chainId,
        transactionHash,
        transactionIndex,
        retryable,
        retryAfterMillis);
  }

  public RpcError bundle(BundleId id) {
    return new RpcError(
        code,
        message,
        reason,
        field,
        limit,
        actual,
        id,
        chainId,
        transactionHash,
        transactionIndex,
        retryable,
        retryAfterMillis);
  }

  public RpcError chain(ChainId id) {
    return new RpcError(
        code,
        message,
        reason,
        field,
        limit,
        actual,
        bundleId,
        id,
        transactionHash,
        transactionIndex,
        retryable,
        retryAfterMillis);
  }

  public RpcError transaction(ChainId chain, int index, TransactionHash hash) {
    return new RpcError(
        code,
        message,
        reason,
        field,
        limit,
        actual,
        bundleId,
        chain,
        hash,
        index,
        retryable,
        retryAfterMillis);
  }

  public RpcError mayRetry() {
    return new RpcError(
        code,
        message,
        reason,
        field,
        limit,
        actual,
        bundleId,
        chainId,
        transactionHash,
        transactionIndex,
        true,
        retryAfterMillis);
  }

  public RpcError retryAfter(long millis) {
    return new RpcError(
        code,
        message,
        reason,
        field,
        limit,
        actual,
        bundleId,
        chainId,
        transactionHash,
        transactionIndex,
        true,
        millis);
  }
}
