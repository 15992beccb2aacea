package dev.braid.protocol.log;

/** Where a rollup stands in the network. The numbers are encoded in checkpoints. */
public enum RollupStatus {
  /** Takes bundles and rounds. */
  ACTIVE(1),
  /** Asked to leave: enters no new round, still has to adopt what is decided (E1). */
  LEAVING(2),
  /** Left: has adopted all that named it. */
  LEFT(3),
  /** The operator declared that its engine refuses for good what was decided. */
  DIVERGED(4),
  /**
   * The operators of the members paused it: it enters no new round, adopts what is decided, and
   * takes bundles, which wait and expire.
   */
  PAUSED(5);

  private final int code;

  RollupStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Whether new bundles may name it. */
  public boolean takesBundles() {
    return this == ACTIVE || this == PAUSED;
  }
}
