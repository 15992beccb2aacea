package dev.braid.it.load;

import java.util.Set;

/** What is special about a random bundle, and what may come of it. */
public enum Kind {
  /** Nothing is wrong with it. */
  GOOD(30, "included"),
  /** Nothing is wrong with it, and its wallet sends others: its nonce may have to wait. */
  BUSY(10, "included"),
  /** Sent three times at once; it is one bundle (O2). */
  THRICE(6, "included"),
  /** A transaction reverts that may not. */
  REVERTING(12, "rejected:REVERTED"),
  /** A transaction reverts that may. */
  REVERTING_ALLOWED(8, "included"),
  /** A nonce that is used already, by an earlier bundle: engine and planner may each say so. */
  NONCE_TOO_LOW(5, "rejected:NONCE_TOO_LOW", "rejected:CONFLICTS_WITH_EARLIER"),
  /** A nonce that stays ahead; its deadline may come before an engine has had to say so. */
  NONCE_TOO_HIGH(4, "expired:NONCE_TOO_HIGH", "expired:DEADLINE"),
  /** A transaction spends more than its sender has. */
  OUT_OF_FUNDS(6, "rejected:INSUFFICIENT_FUNDS"),
  /** Its deadline is past when it is sent. */
  LATE(4, "refused:DEADLINE_PASSED"),
  /** Its deadline is this second or the next. */
  EXPIRING(3, "included", "expired:DEADLINE", "refused:DEADLINE_PASSED"),
  /** One of a pair that needs the same nonce: at most one of them lands. */
  CLASHING(8, "included", "rejected:CONFLICTS_WITH_EARLIER", "rejected:NONCE_TOO_LOW"),
  /** A transaction is signed for another chain than its slice's. */
  WRONG_CHAIN(2, "refused:CHAIN_ID_MISMATCH"),
  /** A slice names a chain that is not there. */
  UNKNOWN_CHAIN(2, "refused:UNKNOWN_CHAIN");

  private final int weight;
  private final Set<String> outcomes;

  Kind(int weight, String... outcomes) {
    this.weight = weight;
    this.outcomes = Set.of(outcomes);
  }

  int weight() {
    return weight;
  }

  /** Outcomes as {@code state} or {@code state:REASON}. */
  public Set<String> outcomes() {
    return outcomes;
  }
}
