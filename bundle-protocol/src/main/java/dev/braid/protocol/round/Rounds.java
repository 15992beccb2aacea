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
  private final Locks locks;
  private final Deadlines deadlines;

  Rounds(PlannerState state, Heads heads, Endings endings, Locks locks, Deadlines deadlines) {
    this.locks = locks;
    this.deadlines = deadlines;
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
      locks.unlockAfter(round, stage);
      Set<BundleTrack> unfit = locks.lockStage(round, stage);
      unfit.forEach(bundle -> letGo(round, bundle));
      if (unfit.isEmpty()) {
        locks.ask(round, stage);
        return;
      }
    }
  }

  /** Without empty blocks there is no reason to stay without a bundle. */
  private void leaveIdle(Round round) {
    for (Member member : List.copyOf(round.members.values())) {
      if (member.call == 0
          && !member.rollup.traits.makesEmptyBlocks()
          && round.wanted(member.chainId()).isEmpty()) {
        locks.unlock(member);
        round.members.remove(member.chainId());
      }
    }
  }

  void onPrepareAnswered(RollupTrack rollup, long call, PrepareAnswer answer) {
    Round round = rollup.lockedBy;
    Member member = round == null ? null : round.members.get(rollup.chainId());
    if (round == null || member == null || member.call != call || call == 0) {
      return;
    }
    if (!Passes.isAsAsked(member, answer)) {
      state.alarm(
          AlarmCode.UNFIT_ANSWER, rollup.chainId(), "an answer does not fit what was asked");
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
        Speed.answered(rollup, state.nowMillis - member.askedMillis);
        member.call = 0;
        member.answer = answer;
        concludeIfAnswered(round);
      }
    }
  }

  /** No usable answer in time: the rollup leaves, and is prepared before the others next time. */
  private void missed(Round round, Member member) {
    RollupTrack rollup = member.rollup;
    Speed.missed(rollup, member.asked.size(), state.settings, state.nowMillis);
    leave(round, member);
    concludeIfAnswered(round);
  }

  /** Takes the rollup out of the round, with the bundles that name it; they wait. */
  private void leave(Round round, Member member) {
    round.members.remove(member.chainId());
    for (BundleTrack bundle : round.wanted(member.chainId())) {
      letGo(round, bundle);
    }
    locks.unlock(member);
  }

  private void letGo(Round round, BundleTrack bundle) {
    if (round.standing.remove(bundle)) {
      release(bundle);
    }
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
        round.lastPass
            || round.pass + 1 >= state.limits.maxPasses()
            || deadlines.lockedTooLong(round);
    Set<BundleTrack> troubled = conclusion.troubled();
    for (Failure failure : conclusion.failures()) {
      boolean leaves = failure.isFirm(troubled) || mayYetSucceed(failure);
      if (leaves && round.standing.remove(failure.bundle())) {
        setAside(round, failure);
      }
    }
    if (nextIsLast) {
      conclusion.failures().forEach(failure -> letGo(round, failure.bundle()));
    }
    conclusion.cut().forEach(bundle -> letGo(round, bundle));
    round.pass++;
    round.passStartedMillis = state.nowMillis;
    round.lastPass = nextIsLast;
    if (round.pass > hardLimit) {
      abandon(round, "pass limit");
    }
  }

  /** It leaves the round: to have its verdict, or to wait. */
  private void setAside(Round round, Failure failure) {
    BundleTrack bundle = failure.bundle();
    if (failure.reason().code() == ReasonCode.NONCE_TOO_HIGH) {
      bundle.waitsFor = Passes.nonceGap(failure);
      release(bundle);
    } else if (mayYetSucceed(failure)) {
      bundle.notBeforeMillis = state.nowMillis + state.settings.headCheckMillis();
      release(bundle);
    } else {
      round.failures.add(failure);
    }
  }

  /**
   * An ordinary transaction is tried again when its sender may yet be able to pay, or may yet send
   * what comes before it. As that is no verdict it need not be the first that failed: many of them
   * must not use up the passes of a round that others are in.
   */
  private static boolean mayYetSucceed(Failure failure) {
    if (!failure.bundle().footprint.ordinary()) {
      return false;
    }
    return switch (failure.reason().code()) {
      case FEE_TOO_LOW, INSUFFICIENT_FUNDS, NONCE_TOO_HIGH -> true;
      default -> false;
    };
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
        state.alarm(
            AlarmCode.DECISION_REFUSED,
            null,
            "decision of round " + round.id + " refused: " + violation);
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
      if (end == RoundEnd.REFUSED) {
        Speed.shrink(member.rollup, round.wanted(member.chainId()).size());
      }
    }
    end(round, end, 0, 0);
  }

  /** The round's decision stands; its rollups adopt already. */
  void stands(Round round) {
    for (Member member : round.members.values()) {
      Speed.grow(member.rollup, state.limits.maxBundlesPerRound());
      member.locked = false;
    }
    state.proposals.remove(round.proposal);
    int rejected = round.decision == null ? 0 : round.decision.rejected().size();
    end(round, RoundEnd.DECIDED, round.standing.size(), rejected);
  }

  /**
   * A foreign decision, a rollup's leaving or a pause takes a rollup out of a round that prepares.
   */
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
    state.alarm(AlarmCode.ROUND_ABANDONED, null, "round " + round.id + " abandoned: " + why);
    round
        .members
        .values()
        .forEach(member -> Speed.shrink(member.rollup, round.wanted(member.chainId()).size()));
    close(round);
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
    round.members.values().forEach(locks::unlock);
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
      if (state.nowMillis >= deadlines.hardEnd(round)) {
        abandon(round, "not done in time");
        continue;
      }
      for (Member member : List.copyOf(round.members.values())) {
        if (round.decision != null) {
          break; // without those before it the round was complete: its decision may stand (A2)
        }
        if (state.nowMillis < deadlines.endsAt(round, member)
            || !round.members.containsValue(member)) {
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
}
