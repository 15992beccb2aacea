package dev.braid.coordinator.cli;

/** Exit codes (api.md, devnet). */
final class Exit {
  /** Done, or the answer is yes. */
  static final int DONE = 0;

  /** The answer is no: rejected, not known, verification failed, the node refuses to start. */
  static final int NO = 1;

  /** Wrong usage: options, files that cannot be read, a configuration with a mistake. */
  static final int USAGE = 2;

  /** The node cannot be reached. */
  static final int UNREACHABLE = 3;

  private Exit() {}
}
