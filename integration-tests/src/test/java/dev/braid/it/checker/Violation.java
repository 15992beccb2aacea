package dev.braid.it.checker;

/**
 * Something that must not be.
 *
 * @param subject a bundle id, a block, or a batch of a member's log
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
    BROKEN_CHAIN,
    /** Two members hold different batches at one height (O1). */
    FORK,
    /** A batch does not hash to its hash, or does not name its predecessor, or is missing (O1). */
    BROKEN_LOG,
    /** A batch or receipt is not signed by a quorum of the members (D1, D4). */
    UNCERTIFIED,
    /** A bundle has two positions (O2). */
    SEQUENCED_TWICE,
    /** A bundle is decided twice, or a block is decided or adopted twice (A3). */
    APPLIED_TWICE,
    /** A client holds a receipt of what is not in the log (D1, D2). */
    LOST_RECEIPT,
    /** A receipt does not prove what it says (D3). */
    FALSE_RECEIPT
  }

  @Override
  public String toString() {
    return kind + " " + subject + ": " + what;
  }
}
