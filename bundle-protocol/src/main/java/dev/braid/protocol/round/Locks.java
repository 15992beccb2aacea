package dev.braid.protocol.round;

import dev.braid.protocol.round.Round.Member;
import dev.braid.protocol.types.BlockRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Locks rollups for rounds and asks them for candidates, one stage at a time: prepare starts with
 * the slowest, so that a fast rollup is locked only for its own prepare budget (design 6.1).
 */
final class Locks {
  private final PlannerState state;
  private final Heads heads;

  Locks(PlannerState state, Heads heads) {
    this.state = state;
    this.heads = heads;
  }

  /** A fast rollup is not kept locked while a slower one prepares again (design 6.1). */
  void unlockAfter(Round round, int stage) {
    for (Member member : round.members.values()) {
      if (member.stage > stage && member.locked && member.call == 0) {
        unlock(member);
      }
    }
  }

  /**
   * Locks what is free in the stage.
   *
   * @return bundles that have to go because they do not fit the blocks that are now known
   */
  Set<BundleTrack> lockStage(Round round, int stage) {
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
    return unfit;
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

  void unlock(Member member) {
    if (member.locked) {
      member.locked = false;
      member.call = 0;
      member.candidate = null;
      member.answer = null;
      heads.released(member.rollup, member.touched);
    }
  }

  void ask(Round round, int stage) {
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
}
