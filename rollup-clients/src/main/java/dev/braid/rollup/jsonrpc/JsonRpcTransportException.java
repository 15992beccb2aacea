package dev.braid.rollup.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * There is no usable answer; the call may have taken effect all the same, unless {@link
 * Kind#NOT_SENT}, {@link Kind#NO_TIME} or {@link Kind#FENCED}. An exception for the reason of
 * {@link JsonRpcFailureException}.
 */
public final class JsonRpcTransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** No connection: nothing was sent. */
    NOT_SENT,
    /** The time for the call was over before it was sent: nothing was. */
    NO_TIME,
    /** Its fence has closed: nothing was sent. */
    FENCED,
    /** The time for the call is over. */
    TIMED_OUT,
    /** The connection broke. */
    BROKEN,
    /** HTTP 401 for a token whose time of issue is too far from the node's clock. */
    STALE_TOKEN,
    /** HTTP 401 or 403 for another reason. */
    UNAUTHORIZED,
    /** Another HTTP status than 200. */
    HTTP_STATUS,
    /** The answer is longer than the limit. */
    TOO_LARGE,
    /** The answer is not JSON-RPC, or not to what was asked. */
    NOT_JSON_RPC
  }

  private final Kind kind;

  public JsonRpcTransportException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
