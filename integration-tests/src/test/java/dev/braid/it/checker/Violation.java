package dev.braid.it.checker;

/**
 * Something that must not be.
 *
 * @param subject a bundle id, or a block
 */
public record Violation(Kind kind, String subject, String what) {

  /** What kinds of wrong the checker knows. */
  public enum Kind {
    /** Part of a bundle stands in blocks and part of it does not (A1). */
    PARTIAL,
    /** A slice's transactions do not follow each other in one block, in the order sent. */
    SPLIT_SLICE,
    /** Bundles of a block do not stand in order of position (O1). */
    ORDER,
    /** A transaction reverted that was not allowed to. */
    REVERTED,
    /** A transaction stands in two blocks, or two bundles are told to have brought it (O2). */
    TWICE,
    /** A transaction that no landed bundle brought. */
    FOREIGN,
    /** The slice stands outside its bounds on block number or timestamp. */
    OUT_OF_BOUNDS,
    /** The node told what the rollups do not show. */
    UNTRUE,
    /** The bundle is in no final state. */
    NOT_FINAL,
    /** A block does not hash to its hash, or does not name its predecessor. */
    BROKEN_CHAIN
  }

  @Override
  public String toString() {
    return kind + " " + subject + ": " + what;
  }
}
