package dev.braid.coordinator.log;

/** What came of an append (design section 5). */
public sealed interface AppendOutcome {
  /** The log holds the batch, durable on a majority. Its certificate is the ledger's to tell. */
  record Applied() implements AppendOutcome {}

  /** This very batch already stood at its height (O2). */
  record AlreadyApplied() implements AppendOutcome {}

  /** Another leader has taken over: this one appends no more. Nothing changed. */
  record StaleTerm(long term) implements AppendOutcome {}

  /** It does not extend the head. Nothing changed. */
  record NotNext(LogHead head) implements AppendOutcome {}

  /** The log takes nothing now. Nothing changed. */
  record Unavailable(String why) implements AppendOutcome {}

  /** It may stand in the log or not: only the next take-over shows it. */
  record MayHaveHappened(String why) implements AppendOutcome {}
}
