package dev.braid.protocol.round;

/** How a rollup stands as the planner sees it; the code is stable (metrics). */
public enum RollupCondition {
  /** Its head is not yet compared with the last decided block. */
  UNKNOWN(0),
  /** Its head is the last decided block: it may enter a round. */
  READY(1),
  /** A round has locked it: a candidate is built or decided upon. */
  IN_ROUND(2),
  /** A candidate of ours is being dropped. */
  DISCARDING(3),
  /** A decided block is not yet seen as adopted: no further round (design 6.5). */
  IN_DOUBT(4),
  /** A decision about it has an unknown outcome: nothing is done with it (design section 5). */
  FROZEN(5),
  /** It does not answer. */
  UNAVAILABLE(6),
  /** Its head is neither a decided block nor a candidate of ours: an operator must look. */
  SET_APART(7),
  /** It left or was declared diverged. */
  GONE(8);

  private final int code;

  RollupCondition(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
