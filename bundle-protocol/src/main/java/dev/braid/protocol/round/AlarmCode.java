package dev.braid.protocol.round;

/**
 * Everything about rollups and rounds that calls for a person, a closed list: the name is the word
 * in logs, metrics and answers, and {@code docs/alarms.md} has a line for each on what to do.
 */
public enum AlarmCode {
  /** A configured rollup does not come into the network. */
  JOIN_FAILED(Severity.WARNING),
  /** A rollup's engine does not answer. */
  ROLLUP_DOWN(Severity.CRITICAL),
  /** An engine takes longer than its budget again and again. */
  ROLLUP_SLOW(Severity.WARNING),
  /** An engine is busy with executing or fetching what it needs for an answer. */
  ROLLUP_SYNCING(Severity.WARNING),
  /** An engine lacks decided blocks for long although they are replayed to it. */
  ROLLUP_LAGGING(Severity.WARNING),
  /** An engine does not take the secret of its Engine API, or its clock is off. */
  ENGINE_UNAUTHORIZED(Severity.CRITICAL),
  /** An engine answers with errors or garbage. */
  ENGINE_FAULTY(Severity.CRITICAL),
  /** What answers is another chain than the log knows: nothing is sent to it. */
  WRONG_CHAIN(Severity.CRITICAL),
  /** An engine lacks blocks from before the rollup joined, which the log cannot replay. */
  LACKS_HISTORY(Severity.CRITICAL),
  /** An engine's head is neither decided nor a candidate of ours. */
  FOREIGN_HEAD(Severity.CRITICAL),
  /** An engine refuses a decided block for good. */
  DECIDED_BLOCK_REFUSED(Severity.CRITICAL),
  /** Whether a decision stands is not known, and its rollups wait for a take-over. */
  DECISION_UNCERTAIN(Severity.CRITICAL),
  /** A rollup client answered what does not fit the question. */
  UNFIT_ANSWER(Severity.WARNING),
  /** The log refused a decision that the leader proposed. */
  DECISION_REFUSED(Severity.WARNING),
  /** A round ended without a decision although it had candidates. */
  ROUND_ABANDONED(Severity.WARNING),
  /** The round driver lost track and began again from the log. */
  ROUNDS_RESTARTED(Severity.WARNING);

  /** How soon somebody must look. */
  public enum Severity {
    /** During working hours. */
    WARNING,
    /** Now: bundles of a rollup, or of all, make no progress. */
    CRITICAL
  }

  private final Severity severity;

  AlarmCode(Severity severity) {
    this.severity = severity;
  }

  public Severity severity() {
    return severity;
  }
}
