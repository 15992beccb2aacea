package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.Round.Member;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Chooses which rollups and bundles form rounds (design 6.1). Rollups that no bundle connects form
 * rounds of their own, side by side. The oldest bundle of a free rollup may reserve its other
 * rollups while they are busy: so wide bundles do not starve under narrow ones; once, and for a
 * bounded time: so nobody can stall a rollup.
 */
final class Choosing {
  /** Starting a round may free bundles for another one; more in one go than this is a bug. */
  private static final int MAX_LOOKS = 64;

  private final PlannerState state;
  private final Rounds rounds;

  Choosing(PlannerState state, Rounds rounds) {
    this.state = state;
    this.rounds = rounds;
  }

  void choose() {
    for (int look = 0; state.chooseAgain && look < MAX_LOOKS; look++) {
      state.chooseAgain = false;
      rounds.resumeWaiting();
      chooseOnce();
    }
  }

  /**
   * Canonical bytes of bundles in one decision; the rest of a batch is for headers and verdicts.
   */
  static int maxRoundBytes(Limits limits) {
    return limits.maxBatchBytes() / 4 * 3;
  }

  private void chooseOnce() {
    state.lookAgainMillis = Long.MAX_VALUE;
    Set<ChainId> awaited = awaited();
    Set<ChainId> free = new TreeSet<>();
    Seating seating = new Seating(state);
    for (RollupTrack rollup : state.rollups.values()) {
      if (state.isFree(rollup) && !awaited.contains(rollup.chainId())) {
        free.add(rollup.chainId());
        seating.open(rollup, rollup.nextTimestampSeconds(state.nowMillis));
      }
    }
    if (free.isEmpty()) {
      return;
    }
    Groups groups = new Groups();
    Set<ChainId> claimed = new TreeSet<>();
    for (BundleTrack bundle : state.bundles.values()) {
      if (!seating.hasRoom()) {
        break;
      }
      if (seating.isEligible(bundle) && seat(bundle, seating, free, claimed, awaited)) {
        groups.add(bundle);
      }
    }
    for (ChainId chain : free) {
      if (rollup(chain).traits.makesEmptyBlocks()) {
        groups.add(chain);
      }
    }
    groups.all().forEach(this::start);
  }

  private boolean seat(
      BundleTrack bundle,
      Seating seating,
      Set<ChainId> free,
      Set<ChainId> claimed,
      Set<ChainId> awaited) {
    List<RollupTrack> busy = new ArrayList<>();
    boolean isOldest = false;
    for (SliceFootprint slice : bundle.footprint.slices()) {
      ChainId chain = slice.chainId();
      RollupTrack rollup = state.rollups.get(chain);
      if (rollup == null) {
        return false;
      }
      if (!seating.isOpen(chain)) {
        if (bundle.reservedInVain || awaited.contains(chain) || !isFreeSoon(rollup)) {
          return false;
        }
        busy.add(rollup);
      }
      isOldest |= free.contains(chain) && !claimed.contains(chain);
    }
    if (!busy.isEmpty() && !isOldest) {
      return false;
    }
    busy.forEach(seating::openLater);
    if (!seating.take(bundle)) {
      busy.forEach(seating::close);
      return false;
    }
    claimed.addAll(bundle.footprint.slices().stream().map(SliceFootprint::chainId).toList());
    return true;
  }

  /** Busy, but healthy and not waiting itself: it will be free within a reservation. */
  private boolean isFreeSoon(RollupTrack rollup) {
    long now = state.nowMillis;
    if (rollup.gone
        || rollup.paused
        || rollup.readyAtMillis(state.settings, now) > now + state.settings.reservationMillis()) {
      return false;
    }
    Round round = rollup.lockedBy;
    return switch (rollup.condition) {
      case READY, DISCARDING -> true;
      case IN_ROUND -> round != null && round.isComplete();
      case IN_DOUBT ->
          rollup.backoffMillis == 0 && now - rollup.sinceMillis < state.settings.maxLockMillis();
      case UNKNOWN, FROZEN, UNAVAILABLE, SET_APART, GONE -> false;
    };
  }

  /** Rollups that a round waits for: they start no other round before it. */
  private Set<ChainId> awaited() {
    Set<ChainId> awaited = new TreeSet<>();
    for (Round round : state.rounds.values()) {
      if (round.decision == null && !round.isComplete()) {
        int stage = round.currentStage();
        for (Member member : round.members.values()) {
          if (!member.locked && member.stage == stage) {
            awaited.add(member.chainId());
          }
        }
      }
    }
    return awaited;
  }

  private void start(Group group) {
    List<List<RollupTrack>> stages = stages(group.chains);
    Set<BundleTrack> held = new TreeSet<>();
    int bytes = 0;
    for (BundleTrack bundle : group.bundles) {
      bytes += Deciding.estimatedBytes(bundle.footprint);
      if (held.size() >= state.limits.maxBundlesPerRound() || bytes > maxRoundBytes(state.limits)) {
        break;
      }
      // What does not name a rollup of the first stage need not wait for it (A4): it is chosen when
      // its own rollups are locked, or goes into another round before.
      if (stages.get(0).stream().anyMatch(rollup -> bundle.names(rollup.chainId()))) {
        held.add(bundle);
      }
    }
    if (held.size() < group.bundles.size()) {
      state.chooseAgain = true;
    }
    rounds.start(stages, held);
  }

  /** The slowest first; rollups of about the same speed together. */
  private List<List<RollupTrack>> stages(Set<ChainId> chains) {
    List<RollupTrack> bySpeed = new ArrayList<>();
    chains.forEach(chain -> bySpeed.add(rollup(chain)));
    bySpeed.sort(
        Comparator.comparingLong((RollupTrack rollup) -> -rollup.expectedMillis)
            .thenComparing(RollupTrack::chainId));
    List<List<RollupTrack>> stages = new ArrayList<>();
    long slowest = 0;
    for (RollupTrack rollup : bySpeed) {
      boolean muchFaster =
          slowest >= state.settings.slowPrepareMillis() && rollup.expectedMillis * 4 < slowest;
      if (stages.isEmpty() || muchFaster) {
        stages.add(new ArrayList<>());
        slowest = rollup.expectedMillis;
      }
      stages.get(stages.size() - 1).add(rollup);
    }
    return stages;
  }

  private RollupTrack rollup(ChainId chain) {
    RollupTrack rollup = state.rollups.get(chain);
    if (rollup == null) {
      throw new IllegalStateException("unknown rollup " + chain);
    }
    return rollup;
  }

  /** When a rollup that could take part again does so for time alone; MAX = never. */
  long wakeAt() {
    long at = state.lookAgainMillis;
    for (RollupTrack rollup : state.rollups.values()) {
      boolean hasWork = rollup.traits.makesEmptyBlocks() || !state.bundles.isEmpty();
      if (rollup.condition == RollupCondition.READY && !rollup.paused && hasWork) {
        long ready = rollup.readyAtMillis(state.settings, state.nowMillis);
        if (ready > state.nowMillis) {
          at = Math.min(at, ready);
        }
      }
    }
    return at;
  }

  /** Rollups that bundles connect, and those bundles. */
  private static final class Group {
    final Set<ChainId> chains = new TreeSet<>();
    final Set<BundleTrack> bundles = new TreeSet<>();
  }

  private static final class Groups {
    private final TreeMap<ChainId, Group> byChain = new TreeMap<>();

    void add(BundleTrack bundle) {
      Group group = new Group();
      group.bundles.add(bundle);
      for (SliceFootprint slice : bundle.footprint.slices()) {
        group = merge(group, slice.chainId());
      }
    }

    void add(ChainId chain) {
      merge(new Group(), chain);
    }

    private Group merge(Group group, ChainId chain) {
      Group other = byChain.get(chain);
      if (other == group) {
        return group;
      }
      Group into = other == null ? group : other;
      Group from = other == null ? new Group() : group;
      into.chains.addAll(from.chains);
      into.bundles.addAll(from.bundles);
      into.chains.add(chain);
      into.chains.forEach(each -> byChain.put(each, into));
      return into;
    }

    /** In order of their lowest chain id. */
    List<Group> all() {
      List<Group> all = new ArrayList<>();
      for (Group group : byChain.values()) {
        if (!all.contains(group)) {
          all.add(group);
        }
      }
      return all;
    }
  }
}
