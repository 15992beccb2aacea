package dev.braid.coordinator.log;

/** The log takes nothing now. Nothing changed. */
public final class LogUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LogUnavailableException(String message) {
    super(message);
  }
}
