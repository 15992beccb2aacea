package dev.braid.coordinator.client;

/** No answer, or none that is JSON-RPC; whether the call took effect is unknown. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreachableException(String message) {
    super(message);
  }

  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
