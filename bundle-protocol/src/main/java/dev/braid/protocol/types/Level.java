package dev.braid.protocol.types;

/** How strong "all or nothing" is (design section 2), strongest first. */
public enum Level {
  /** Every slice is in an adopted block, or no transaction enters a block through this bundle. */
  EXECUTION(0),
  /** Every slice stands at its place in the stream its rollup derives from, or none does. */
  INCLUSION(1),
  /** The rollup's own sequencer decides. */
  BEST_EFFORT(2);

  private final int code;

  Level(int code) {
    this.code = code;
  }

  /** The stable number that is hashed (EIP-712 {@code minimumLevel}) and encoded. */
  public int code() {
    return code;
  }

  /** Whether this level is at least as strong as {@code minimum}. */
  public boolean satisfies(Level minimum) {
    return code <= minimum.code;
  }

  public static Level weakest(Level a, Level b) {
    return a.code >= b.code ? a : b;
  }
}
