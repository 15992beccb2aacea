package dev.braid.coordinator.devnet;

/** The devnet cannot go on; the message says why and what can be done. */
public final class DevnetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DevnetException(String message) {
    super(message);
  }

  DevnetException(String message, Throwable cause) {
    super(message, cause);
  }
}
