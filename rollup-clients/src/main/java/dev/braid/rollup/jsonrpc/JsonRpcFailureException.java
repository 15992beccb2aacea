package dev.braid.rollup.jsonrpc;

/**
 * A node answered a call with an error that its caller has no rule for. An exception, because it
 * ends a chain of calls wherever it stands; it is mapped to an outcome in one place of each client.
 */
public final class JsonRpcFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JsonRpcReply.Failure failure;

  public JsonRpcFailureException(JsonRpcReply.Failure failure) {
    super("the engine answered " + failure.code() + ": " + failure.message());
    this.failure = failure;
  }

  public JsonRpcReply.Failure failure() {
    return failure;
  }
}
