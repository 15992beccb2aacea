package dev.braid.protocol.round;

import dev.braid.protocol.round.Round.Member;

/** How long a round may wait, and for whom (A4). */
final class Deadlines {
  private final PlannerState state;

  Deadlines(PlannerState state) {
    this.state = state;
  }

  /** Half of its budget is used up: one more pass must do. */
  boolean lockedTooLong(Round round) {
    for (Member member : round.members.values()) {
      long budget = member.rollup.budgetMillis(state.settings);
      if (member.locked && state.nowMillis - member.lockedMillis > budget / 2) {
        return true;
      }
    }
    return false;
  }

  /** When something of a round has to be looked at for time alone; MAX = never. */
  long wakeAt() {
    long at = Long.MAX_VALUE;
    for (Round round : state.rounds.values()) {
      if (round.decision == null) {
        at = Math.min(at, hardEnd(round));
        for (Member member : round.members.values()) {
          at = Math.min(at, endsAt(round, member));
          if (!member.locked && member.rollup.condition == RollupCondition.READY) {
            at =
                Math.min(
                    at,
                    Math.max(
                        state.nowMillis + 1,
                        member.rollup.readyAtMillis(state.settings, state.nowMillis)));
          }
        }
      }
    }
    return at;
  }

  /** The end of all patience: whatever it is, its rollups and bundles are freed. */
  long hardEnd(Round round) {
    return round.startedMillis
        + 2 * state.settings.reservationMillis()
        + 4 * state.settings.maxLockMillis();
  }

  /** When the member must have got on, else it leaves the round. */
  long endsAt(Round round, Member member) {
    long budget = member.rollup.budgetMillis(state.settings);
    if (member.call != 0) {
      return member.askedMillis + budget;
    }
    if (!member.locked) {
      return member.stage == round.currentStage() ? round.waitUntilMillis : Long.MAX_VALUE;
    }
    // Candidate built: it waits for the others of its stage for its own budget and no longer (A4).
    boolean othersOpen = false;
    for (Member other : round.members.values()) {
      othersOpen |= other != member && other.stage == member.stage && other.call != 0;
    }
    long patience = member.lockedMillis + budget + state.settings.reservationMillis();
    return othersOpen && round.waitUntilMillis == Long.MAX_VALUE
        ? Math.min(patience, round.passStartedMillis + budget)
        : patience;
  }
}
