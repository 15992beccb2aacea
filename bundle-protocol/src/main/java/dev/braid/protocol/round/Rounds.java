package dev.braid.protocol.round;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.round.PlannerEffect.RoundEnd;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.round.Round.Member;
import dev.braid.protocol.types.BlockRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Drives rounds from choose to decide: locks rollups stage by stage, the slowest first, asks for
 * candidates, drops what fails and asks again, and proposes the decision (design 6.2 to 6.4). A
 * rollup that does not answer in time leaves with its bundles, which wait (A4).
 */
final class Rounds {
  private final PlannerState state;
  private final Heads heads;
  private final Endings endings;
  private final Passes passes = new Passes();

  Rounds(PlannerState state, Heads heads, Endings endings) {
    this.state = state;
    this.heads = heads;
    this.endings = endings;
  }

  /** Begins a round: {@code stages} from the slowest rollups to the fastest. */
  void start(List<List<RollupTrack>> stages, Set<BundleTrack> bundles) {
    Round round = new Round(state.nextNumber(), state.nowMillis);
    for (int stage = 0; stage < stages.size(); stage++) {
      for (RollupTrack rollup : stages.get(stage)) {
        round.members.put(rollup.chainId(), new Member(rollup, stage));
      }
    }
    for (BundleTrack bundle : bundles) {
      bundle.heldBy = round;
      round.standing.add(bundle);
    }
    state.rounds.put(round.id, round);
    advance(round);
  }

  /** Rounds that wait for a busy rollup take it now, the oldest bundle's round first. */
  void resumeWaiting() {
    List<Round> waiting = new ArrayList<>();
    for (Round round : state.rounds.values()) {
      if (round.decision == null && !round.isComplete()) {
        waiting.add(round);
      }
    }
    waiting.sort(
        Comparator.comparing(
            (Round round) -> round.standing.isEmpty() ? null : round.standing.first().position(),
            Comparator.nullsLast(Comparator.naturalOrder())));
    for (Round round : waiting) {
      if (!round.hasOpenCalls() || round.waitUntilMillis != Long.MAX_VALUE) {
        advance(round);
      }
    }
  }

  /** Takes a round as far as it can go without another answer. */
  void advance(Round round) {
    while (round.decision == null && state.rounds.containsKey(round.id)) {
      leaveIdle(round);
      if (round.members.isEmpty()) {
        close(round);
        return;
      }
      int stage = round.currentStage();
      if (stage == Integer.MAX_VALUE) {
        if (propose(round)) {
          return;
        }
        continue;
      }
      unlockAfter(round, stage);
      if (!lockStage(round, stage)) {
        ask(round, stage);
        return;
      }
    }
  }

  /** On-demand rollups get no empty blocks: without a bundle there is no reason to stay. */
  private void leaveIdle(Round round) {
    for (Member member : List.copyOf(round.members.values())) {
      if (member.call == 0
          && member.rollup.traits.onDemand()
          && round.wanted(member.chainId()).isEmpty()) {
        unlock(member);
        round.members.remove(member.chainId());
      }
    }
  }

  /** A fast rollup is not kept locked while a slower one prepares again (design 6.1). */
  private void unlockAfter(Round round, int stage) {
    for (Member member : round.members.values()) {
      if (member.stage > stage && member.locked && member.call == 0) {
        unlock(member);
      }
    }
  }

  /**
   * Locks what is free in the stage.
   *
   * @return whether bundles had to go because they do not fit the blocks that are now known
   */
  private boolean lockStage(Round round, int stage) {
    boolean anyWaits = false;
    List<Member> locked = new ArrayList<>();
    Set<BundleTrack> unfit = new TreeSet<>();
    for (Member member : round.members.values()) {
      if (member.stage != stage || member.locked) {
        continue;
      }
      if (!state.isFree(member.rollup)) {
        anyWaits = true;
        continue;
      }
      lock(round, member);
      locked.add(member);
      for (BundleTrack bundle : round.wanted(member.chainId())) {
        if (!Fitting.fits(bundle.footprint, member.rollup, member.timestampSeconds)) {
          unfit.add(bundle);
        }
      }
    }
    if (!anyWaits) {
      round.waitUntilMillis = Long.MAX_VALUE;
    } else if (round.waitUntilMillis == Long.MAX_VALUE) {
      round.waitUntilMillis = state.nowMillis + state.settings.reservationMillis();
    }
    if (!locked.isEmpty()) {
      round.passStartedMillis = state.nowMillis;
      if (round.begun && !round.lastPass) {
        Seating.fill(state, round, locked);
      }
      round.begun = true;
    }
    unfit.forEach(bundle -> letGo(round, bundle));
    return !unfit.isEmpty();
  }

  private void lock(Round round, Member member) {
    RollupTrack rollup = member.rollup;
    rollup.lockedBy = round;
    rollup.openCall = 0;
    member.locked = true;
    member.touched = false;
    member.lockedMillis = state.nowMillis;
    member.parent = rollup.decided;
    member.timestampSeconds = rollup.nextTimestampSeconds(state.nowMillis);
    member.candidate = null;
    heads.move(rollup, RollupCondition.IN_ROUND, "round " + round.id);
  }

  private void unlock(Member member) {
    if (member.locked) {
      member.locked = false;
      member.call = 0;
      member.candidate = null;
      member.answer = null;
      heads.released(member.rollup, member.touched);
    }
  }

  private void ask(Round round, int stage) {
    for (Member member : round.members.values()) {
      List<BundleTrack> wanted = round.wanted(member.chainId());
      if (member.stage != stage
          || !member.locked
          || member.call != 0
          || member.answer != null
          || member.isCurrent(wanted)) {
        continue;
      }
      BlockRef parent = member.parent;
      if (parent == null) {
        throw new IllegalStateException("locked without a parent");
      }
      member.call = state.nextNumber();
      member.askedMillis = state.nowMillis;
      member.asked = wanted;
      member.candidate = null;
      member.touched = true;
      state.emit(
          new PlannerEffect.Prepare(
              member.call,
              round.id,
              member.chainId(),
              round.pass,
              parent,
              member.timestampSeconds,
              wanted.stream().map(BundleTrack::id).toList(),
              member.rollup.budgetMillis(state.settings)));
    }
  }

  void onPrepareAnswered(RollupTrack rollup, long call, PrepareAnswer answer) {
    Round round = rollup.lockedBy;
    Member member = round == null ? null : round.members.get(rollup.chainId());
    if (round == null || member == null || member.call != call || call == 0) {
      return;
    }
    if (!Passes.isAsAsked(member, answer)) {
      state.alarm(rollup.chainId(), "an answer does not fit what was asked");
      missed(round, member);
      return;
    }
    switch (answer) {
      case PrepareAnswer.Unavailable unavailable -> missed(round, member);
      case PrepareAnswer.OtherHead(BlockRef head) -> {
        member.call = 0;
        member.locked = false;
        leave(round, member);
        heads.foundOtherHead(rollup, head);
        concludeIfAnswered(round);
      }
      default -> {
        learnSpeed(rollup, state.nowMillis - member.askedMillis);
        member.call = 0;
        member.answer = answer;
        concludeIfAnswered(round);
      }
    }
  }

  private static void learnSpeed(RollupTrack rollup, long tookMillis) {
    rollup.missedPrepares = 0;
    rollup.expectedMillis = (rollup.expectedMillis + tookMillis) / 2;
  }

  /** No usable answer in time: the rollup leaves, and is prepared before the others next time. */
  private void missed(Round round, Member member) {
    RollupTrack rollup = member.rollup;
    rollup.missedPrepares++;
    rollup.expectedMillis =
        Math.max(rollup.expectedMillis, 4 * rollup.budgetMillis(state.settings));
    long penalty = state.settings.firstBackoffMillis() << Math.min(10, rollup.missedPrepares - 1);
    rollup.penaltyUntilMillis =
        state.nowMillis + Math.min(penalty, state.settings.maxBackoffMillis());
    // What was too much for its time must not be asked for again: the next round takes half (L1).
    shrink(rollup, round);
    leave(round, member);
    concludeIfAnswered(round);
  }

  /** Takes the rollup out of the round, with the bundles that name it; they wait. */
  private void leave(Round round, Member member) {
    round.members.remove(member.chainId());
    for (BundleTrack bundle : round.wanted(member.chainId())) {
      letGo(round, bundle);
    }
    unlock(member);
  }

  private void letGo(Round round, BundleTrack bundle) {
    round.standing.remove(bundle);
    release(bundle);
  }

  private void release(BundleTrack bundle) {
    bundle.heldBy = null;
    state.chooseAgain = true;
  }

  private void concludeIfAnswered(Round round) {
    if (round.decision != null || !state.rounds.containsKey(round.id) || round.hasOpenCalls()) {
      return;
    }
    Passes.Conclusion conclusion = passes.conclude(round);
    if (!conclusion.isClean()) {
      apply(round, conclusion);
    }
    advance(round);
  }

  private void apply(Round round, Passes.Conclusion conclusion) {
    int hardLimit = state.limits.maxPasses() + round.members.size();
    boolean nextIsLast =
        round.lastPass || round.pass + 1 >= state.limits.maxPasses() || lockedTooLong(round);
    for (Failure failure : conclusion.failures()) {
      BundleTrack bundle = failure.bundle();
      boolean firm = failure.isFirm(conclusion.troubled());
      if (!round.standing.contains(bundle) || (!firm && !nextIsLast)) {
        continue;
      }
      round.standing.remove(bundle);
      if (firm && failure.reason().code() == ReasonCode.NONCE_TOO_HIGH) {
        bundle.waitsFor = Passes.nonceGap(failure);
        release(bundle);
      } else if (firm && isPassing(failure)) {
        bundle.notBeforeMillis = state.nowMillis + state.settings.headCheckMillis();
        release(bundle);
      } else if (firm) {
        round.failures.add(failure);
      } else {
        release(bundle);
      }
    }
    conclusion.cut().forEach(bundle -> letGo(round, bundle));
    round.pass++;
    round.passStartedMillis = state.nowMillis;
    round.lastPass = nextIsLast;
    if (round.pass > hardLimit) {
      abandon(round, "pass limit");
    }
  }

  /** An ordinary transaction is tried again when its sender may yet be able to pay. */
  private static boolean isPassing(Failure failure) {
    ReasonCode code = failure.reason().code();
    return failure.bundle().footprint.ordinary()
        && (code == ReasonCode.FEE_TOO_LOW || code == ReasonCode.INSUFFICIENT_FUNDS);
  }

  /** Half of its budget is used up: one more pass must do. */
  private boolean lockedTooLong(Round round) {
    for (Member member : round.members.values()) {
      long budget = member.rollup.budgetMillis(state.settings);
      if (member.locked && state.nowMillis - member.lockedMillis > budget / 2) {
        return true;
      }
    }
    return false;
  }

  /**
   * Proposes the decision.
   *
   * @return false when the round had to shrink first
   */
  private boolean propose(Round round) {
    for (Member member : round.members.values()) {
      // The log takes no decision about a rollup in doubt; its adoption is on the way there.
      if (!member.rollup.isSettled()) {
        return true;
      }
    }
    Deciding.Draft draft = Deciding.draft(round, state.limits.maxBatchBytes());
    if (draft.tooLarge()) {
      List<BundleTrack> standing = List.copyOf(round.standing);
      if (standing.size() < 2) {
        abandon(round, "a decision exceeds the batch limit");
        return true;
      }
      for (BundleTrack bundle : standing.subList(standing.size() / 2, standing.size())) {
        letGo(round, bundle);
      }
      round.pass++;
      return false;
    }
    round.decision = draft.entry();
    round.proposal = state.propose(draft.entry(), new Proposal.OfRound(round));
    return true;
  }

  void onDecisionAnswered(Round round, AppendAnswer answer) {
    if (!state.rounds.containsKey(round.id)) {
      return;
    }
    switch (answer) {
      case AppendAnswer.Applied applied -> {
        // The log's own news ends the round: it is certified, and comes in order (D1, A2).
      }
      case AppendAnswer.Unknown unknown ->
          round.members.values().forEach(member -> heads.freeze(member.rollup));
      case AppendAnswer.Refused(String violation) -> {
        state.alarm(null, "decision of round " + round.id + " refused: " + violation);
        notDecided(round, RoundEnd.REFUSED);
      }
      case AppendAnswer.NotTaken notTaken -> notDecided(round, RoundEnd.ABANDONED);
      case AppendAnswer.NotLeader notLeader -> notDecided(round, RoundEnd.ABANDONED);
    }
  }

  /** The decision is certainly not in the log. */
  private void notDecided(Round round, RoundEnd end) {
    round.decision = null;
    for (Member member : round.members.values()) {
      member.rollup.penaltyUntilMillis =
          state.nowMillis
              + state.settings.firstBackoffMillis() * (end == RoundEnd.REFUSED ? 10 : 1);
      shrink(member.rollup, round);
    }
    end(round, end, 0, 0);
  }

  /** The round's decision stands; its rollups adopt already. */
  void stands(Round round) {
    for (Member member : round.members.values()) {
      RollupTrack rollup = member.rollup;
      rollup.roundLimit = (int) Math.min(state.limits.maxBundlesPerRound(), 2L * rollup.roundLimit);
      member.locked = false;
    }
    state.proposals.remove(round.proposal);
    int rejected = round.decision == null ? 0 : round.decision.rejected().size();
    end(round, RoundEnd.DECIDED, round.standing.size(), rejected);
  }

  /** A foreign decision or a rollup's leaving takes a rollup out of a round that prepares. */
  void takeOut(RollupTrack rollup) {
    Round round = rollup.lockedBy;
    for (Round other : List.copyOf(state.rounds.values())) {
      Member member = other.members.get(rollup.chainId());
      if (member != null && other.decision == null) {
        leave(other, member);
        concludeIfAnswered(other);
      }
    }
    if (round != null && round.decision == null) {
      rollup.lockedBy = null;
    }
  }

  /** A bundle ended in the log by another way while a round held it. */
  void bundleEnded(BundleTrack bundle) {
    Round round = bundle.heldBy;
    bundle.heldBy = null;
    if (round != null) {
      round.failures.removeIf(failure -> failure.bundle() == bundle);
      if (round.decision == null && round.standing.remove(bundle)) {
        concludeIfAnswered(round);
      }
    }
  }

  /** Nothing can be decided now. */
  private void abandon(Round round, String why) {
    state.alarm(null, "round " + round.id + " abandoned: " + why);
    round.members.values().forEach(member -> shrink(member.rollup, round));
    close(round);
  }

  private static void shrink(RollupTrack rollup, Round round) {
    rollup.roundLimit = Math.max(1, round.wanted(rollup.chainId()).size() / 2);
  }

  /** Ends a round without blocks; verdicts that need no block to stand are decided alone. */
  private void close(Round round) {
    int rejected = 0;
    for (Failure failure : round.failures) {
      BundleTrack bundle = failure.bundle();
      if (bundle.heldBy == round && failure.isVerdict(Set.of())) {
        bundle.heldBy = null;
        endings.reject(bundle, Deciding.reason(failure));
        rejected++;
      }
    }
    end(round, RoundEnd.ABANDONED, 0, rejected);
  }

  private void end(Round round, RoundEnd end, int included, int rejected) {
    state.rounds.remove(round.id);
    for (BundleTrack bundle : round.standing) {
      release(bundle);
    }
    for (Failure failure : round.failures) {
      if (failure.bundle().heldBy == round) {
        release(failure.bundle());
      }
    }
    round.members.values().forEach(this::unlock);
    state.chooseAgain = true;
    state.emit(
        new PlannerEffect.RoundEnded(
            round.id, end, round.pass, included, rejected, round.startedMillis));
  }

  /** What time asks for: budgets, reservations. */
  void onTime() {
    for (Round round : List.copyOf(state.rounds.values())) {
      if (round.decision != null) {
        continue;
      }
      if (state.nowMillis >= hardEnd(round)) {
        abandon(round, "not done in time");
        continue;
      }
      for (Member member : List.copyOf(round.members.values())) {
        if (state.nowMillis < endsAt(round, member) || !round.members.containsValue(member)) {
          continue;
        }
        if (member.call != 0) {
          missed(round, member);
        } else {
          if (!member.locked) {
            round.wanted(member.chainId()).forEach(bundle -> bundle.reservedInVain = true);
          }
          leave(round, member);
          concludeIfAnswered(round);
        }
      }
    }
  }

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

  private long hardEnd(Round round) {
    return round.startedMillis
        + 2 * state.settings.reservationMillis()
        + 4 * state.settings.maxLockMillis();
  }

  /** When the member must have got on, else it leaves the round. */
  private long endsAt(Round round, Member member) {
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
    return othersOpen && round.waitUntilMillis == Long.MAX_VALUE
        ? round.passStartedMillis + budget
        : Long.MAX_VALUE;
  }
}
