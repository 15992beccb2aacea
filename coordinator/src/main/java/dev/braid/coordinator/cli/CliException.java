package dev.braid.coordinator.cli;

/** Ends a command with an exit code and a line for people. */
final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exit;

  CliException(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  int exit() {
    return exit;
  }
}
