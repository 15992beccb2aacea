package dev.braid.protocol.round;

import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswer;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswer;
import dev.braid.protocol.round.PlannerEvent.HeadAnswer;
import dev.braid.protocol.types.BlockRef;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each engine's head at its last decided block (design 6.5, 6.6): compares, adopts until
 * seen, replays what an engine forgot, drops candidates that were never decided. Each of these may
 * be done again at any time (A3), and none while a decision about the rollup has an unknown
 * outcome.
 */
final class Heads {
  private final PlannerState state;

  Heads(PlannerState state) {
    this.state = state;
  }

  /** The one place where a rollup's condition changes. */
  void move(RollupTrack rollup, RollupCondition to, String why) {
    move(rollup, to, null, why);
  }

  private void move(RollupTrack rollup, RollupCondition to, @Nullable AlarmCode cause, String why) {
    // What a rollup is set apart for may change while it is: another chain at its place.
    boolean sameCause = rollup.setApartFor == cause && (cause == null || rollup.why.equals(why));
    if (rollup.condition == to && sameCause) {
      rollup.why = why;
      return;
    }
    state.emit(
        new PlannerEffect.RollupConditionChanged(
            rollup.chainId(), rollup.condition, to, cause, why));
    rollup.setApartFor = cause;
    rollup.condition = to;
    rollup.sinceMillis = state.nowMillis;
    rollup.why = why;
    state.chooseAgain |= to == RollupCondition.READY;
  }

  /** A certified decision names a new block of the rollup (A2): adopt it, at once. */
  void decided(RollupTrack rollup, BlockRef block) {
    rollup.decided = block;
    rollup.lockedBy = null;
    if (rollup.diverged) {
      return;
    }
    rollup.backoffMillis = 0;
    move(rollup, RollupCondition.IN_DOUBT, "decided block " + block.number());
    adopt(rollup, block.number());
  }

  /** A round lets go of the rollup with no decision about it. */
  void released(RollupTrack rollup, boolean mayHaveCandidate) {
    rollup.lockedBy = null;
    if (rollup.gone && rollup.diverged) {
      return;
    }
    if (mayHaveCandidate && rollup.traits.showsCandidates()) {
      discard(rollup);
    } else {
      move(rollup, RollupCondition.READY, "no decision");
    }
  }

  /** The engine told a prepare that its head is another one. */
  void foundOtherHead(RollupTrack rollup, BlockRef head) {
    rollup.lockedBy = null;
    onHead(rollup, head);
  }

  /** Nothing may be done with the rollup until it is known whether its decision stands. */
  void freeze(RollupTrack rollup) {
    rollup.openCall = 0;
    rollup.adopting = 0;
    rollup.retryAtMillis = Long.MAX_VALUE;
    move(rollup, RollupCondition.FROZEN, "a decision has an unknown outcome");
  }

  /** Left (E1): adopts what names it, and is gone. Diverged: is gone at once. */
  void gone(RollupTrack rollup, boolean diverged) {
    rollup.gone = true;
    rollup.diverged |= diverged;
    if (diverged) {
      rollup.openCall = 0;
      rollup.adopting = 0;
      rollup.retryAtMillis = Long.MAX_VALUE;
      move(rollup, RollupCondition.GONE, "declared diverged");
    } else {
      goIfDone(rollup);
    }
  }

  /** It is gone once it has adopted what names it and shows no candidate of ours any more (E1). */
  private void goIfDone(RollupTrack rollup) {
    if (rollup.gone && rollup.condition == RollupCondition.READY && rollup.isSettled()) {
      move(rollup, RollupCondition.GONE, "left");
    }
  }

  /** What time asks for: checks, retries, adoptions that the log does not know yet. */
  void onTime(RollupTrack rollup) {
    long now = state.nowMillis;
    if (rollup.adopting != 0 && rollup.openCall == 0 && now >= rollup.retryAtMillis) {
      adopt(rollup, rollup.adopting);
    }
    if (rollup.openCall == 0
        && rollup.adopting == 0
        && checks(rollup)
        && now >= rollup.nextCheckMillis) {
      rollup.openCall = state.nextNumber();
      state.emit(new PlannerEffect.CheckHead(rollup.openCall, rollup.chainId()));
    }
    logAdoption(rollup);
  }

  /** When {@link #onTime} has to be called for it; MAX = not for time alone. */
  long wakeAt(RollupTrack rollup) {
    long at = rollup.adopting != 0 && rollup.openCall == 0 ? rollup.retryAtMillis : Long.MAX_VALUE;
    if (rollup.openCall == 0 && rollup.adopting == 0 && checks(rollup)) {
      at = Math.min(at, rollup.nextCheckMillis);
    }
    if (wantsLogging(rollup)) {
      at = Math.min(at, rollup.logAdoptionAtMillis);
    }
    return at;
  }

  private static boolean checks(RollupTrack rollup) {
    return switch (rollup.condition) {
      case UNKNOWN, UNAVAILABLE, SET_APART -> true;
      case READY -> rollup.lockedBy == null;
      case IN_ROUND, DISCARDING, IN_DOUBT, FROZEN, GONE -> false;
    };
  }

  void onHeadAnswered(RollupTrack rollup, long call, HeadAnswer answer) {
    if (!takes(rollup, call)) {
      return;
    }
    switch (answer) {
      case HeadAnswer.Head(BlockRef head) -> onHead(rollup, head);
      case HeadAnswer.Foreign(AlarmCode cause, String why) -> setApart(rollup, cause, why);
      case HeadAnswer.Unavailable(String why) -> unavailable(rollup, why);
    }
  }

  void onDiscardAnswered(RollupTrack rollup, long call, DiscardAnswer answer) {
    if (!takes(rollup, call)) {
      return;
    }
    switch (answer) {
      case DiscardAnswer.Discarded() -> ready(rollup, "candidate dropped");
      case DiscardAnswer.OtherHead(BlockRef head) -> {
        if (head.number() > rollup.decided.number()) {
          setApart(
              rollup,
              AlarmCode.FOREIGN_HEAD,
              "head " + head.number() + " is neither decided nor a candidate of ours");
        } else {
          onHead(rollup, head);
        }
      }
      case DiscardAnswer.Unavailable(String why) -> unavailable(rollup, why);
    }
  }

  void onAdoptAnswered(RollupTrack rollup, long call, AdoptAnswer answer) {
    if (!takes(rollup, call) || rollup.adopting == 0) {
      return;
    }
    long number = rollup.adopting;
    switch (answer) {
      case AdoptAnswer.Adopted() -> {
        rollup.backoffMillis = 0;
        if (number < rollup.decided.number()) {
          adopt(rollup, number + 1);
        } else {
          ready(rollup, "adopted block " + number);
        }
      }
      case AdoptAnswer.ParentMissing(BlockRef head) -> {
        if (head.number() + 1 < number) {
          adopt(rollup, head.number() + 1);
        } else {
          retryLater(rollup, number, "parent of block " + number + " missing");
        }
      }
      case AdoptAnswer.Diverged(BlockRef head, String why) ->
          setApart(
              rollup,
              AlarmCode.DECIDED_BLOCK_REFUSED,
              "refuses decided block " + number + " at head " + head.number() + ": " + why);
      case AdoptAnswer.Foreign(AlarmCode cause, String why) -> setApart(rollup, cause, why);
      case AdoptAnswer.Unavailable(String why) -> retryLater(rollup, number, why);
    }
  }

  /** The log knows of an adoption. */
  void onAdoptionLogged(RollupTrack rollup, long blockNumber) {
    rollup.loggedNumber = Math.max(rollup.loggedNumber, blockNumber);
    rollup.adoptionProposal = 0;
    goIfDone(rollup);
  }

  /** The proposal of an adoption did not come into the log, or nobody knows. */
  void adoptionNotLogged(RollupTrack rollup) {
    rollup.adoptionProposal = 0;
    rollup.logAdoptionAtMillis = state.nowMillis + state.settings.firstBackoffMillis();
  }

  private void onHead(RollupTrack rollup, BlockRef head) {
    BlockRef decided = rollup.decided;
    if (head.hash().equals(decided.hash())) {
      ready(rollup, "head is the last decided block");
    } else if (head.number() <= decided.number()) {
      // Older, unknown there, or a sibling: the client knows which, and replays or says that it
      // cannot.
      move(rollup, RollupCondition.IN_DOUBT, "head " + head.number() + " of " + decided.number());
      adopt(rollup, Math.min(head.number() + 1, decided.number()));
    } else if (head.number() - decided.number() <= state.settings.maxUndecidedBlocks()
        && rollup.traits.showsCandidates()) {
      discard(rollup);
    } else {
      setApart(
          rollup,
          AlarmCode.FOREIGN_HEAD,
          "head " + head.number() + " above the last decided " + decided.number());
    }
  }

  private void ready(RollupTrack rollup, String why) {
    rollup.adopting = 0;
    rollup.retryAtMillis = Long.MAX_VALUE;
    rollup.adoptedNumber = rollup.decided.number();
    rollup.backoffMillis = 0;
    rollup.nextCheckMillis = state.nowMillis + state.settings.headCheckMillis();
    move(rollup, RollupCondition.READY, why);
    logAdoption(rollup);
    goIfDone(rollup);
  }

  private void adopt(RollupTrack rollup, long number) {
    rollup.adopting = number;
    rollup.retryAtMillis = Long.MAX_VALUE;
    rollup.openCall = state.nextNumber();
    state.emit(new PlannerEffect.Adopt(rollup.openCall, rollup.chainId(), number));
  }

  private void discard(RollupTrack rollup) {
    move(rollup, RollupCondition.DISCARDING, "a candidate was not decided");
    rollup.openCall = state.nextNumber();
    state.emit(new PlannerEffect.Discard(rollup.openCall, rollup.chainId(), rollup.decided));
  }

  private void retryLater(RollupTrack rollup, long number, String why) {
    rollup.adopting = number;
    rollup.backoffMillis =
        rollup.backoffMillis == 0
            ? state.settings.firstBackoffMillis()
            : Math.min(state.settings.maxBackoffMillis(), rollup.backoffMillis * 2);
    rollup.retryAtMillis = state.nowMillis + rollup.backoffMillis;
    move(rollup, RollupCondition.IN_DOUBT, why);
  }

  private void unavailable(RollupTrack rollup, String why) {
    rollup.adopting = 0;
    rollup.nextCheckMillis = state.nowMillis + state.settings.headCheckMillis();
    move(rollup, RollupCondition.UNAVAILABLE, why);
    if (rollup.leftBefore) {
      move(rollup, RollupCondition.GONE, "left");
    }
  }

  private void setApart(RollupTrack rollup, AlarmCode cause, String why) {
    rollup.adopting = 0;
    rollup.nextCheckMillis = state.nowMillis + state.settings.headCheckMillis();
    if (rollup.condition != RollupCondition.SET_APART || rollup.setApartFor != cause) {
      state.alarm(cause, rollup.chainId(), "set apart: " + why);
    }
    move(rollup, RollupCondition.SET_APART, cause, why);
  }

  private boolean takes(RollupTrack rollup, long call) {
    if (call == 0 || rollup.openCall != call) {
      return false;
    }
    rollup.openCall = 0;
    return true;
  }

  private static boolean wantsLogging(RollupTrack rollup) {
    return rollup.adoptedNumber == rollup.decided.number()
        && rollup.loggedNumber < rollup.decided.number()
        && rollup.adoptionProposal == 0
        && !rollup.diverged;
  }

  private void logAdoption(RollupTrack rollup) {
    if (wantsLogging(rollup) && state.nowMillis >= rollup.logAdoptionAtMillis) {
      BlockRef block = rollup.decided;
      rollup.adoptionProposal =
          state.propose(
              new Entry.RollupAdopted(rollup.chainId(), block.number(), block.hash()),
              new Proposal.OfAdoption(rollup));
    }
  }
}
