package dev.braid.coordinator.rounds;

import dev.braid.protocol.round.PlannerEvent.AppendAnswer;

/** What became of an operator's declaration. */
public sealed interface Declared {
  /** The operators of a quorum of members declare it: it was proposed. */
  record Proposed(AppendAnswer answer) implements Declared {}

  /**
   * Noted here for ten minutes; the operators of other members must declare it too.
   *
   * @param approvals members whose operators have declared it, this one included
   */
  record Approved(int approvals, int needed) implements Declared {}
}
