package dev.braid.coordinator.api;

/**
 * Carries an {@link RpcError} out of nested readers. Costs no stack trace: anyone can cause it as
 * often as they like.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient RpcError error;

  public Refusal(RpcError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  public RpcError error() {
    return error;
  }
}
