package dev.braid.protocol.round;

import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.round.Round.Member;
import dev.braid.protocol.types.ChainId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Room in the next blocks of some rollups, given away in order of position: gas, number of bundles,
 * limits, nonces (design 6.1).
 */
final class Seating {
  /** The part of a block's gas that is kept for ordinary transactions while some wait. */
  private static final int ORDINARY_GAS_FRACTION = 8;

  private final PlannerState state;
  private final TreeMap<ChainId, Seats> open = new TreeMap<>();
  private final Nonces.Plan nonces;

  /** Nonces of bundles that a round holds for a rollup that it has not locked yet. Lookups only. */
  private final Set<Used> heldElsewhere = new LinkedHashSet<>();

  private int rollupsWithRoom;

  Seating(PlannerState state) {
    this.state = state;
    this.nonces = state.nonces.new Plan();
    for (Round round : state.rounds.values()) {
      for (Member member : round.members.values()) {
        if (!member.locked) {
          hold(round, member.chainId());
        }
      }
    }
  }

  private record Used(Account account, long nonce) {}

  private static final class Seats {
    final RollupTrack rollup;

    /** Of the block to come; negative while the rollup is busy and nothing is known of it. */
    final long timestampSeconds;

    long gasLeft;
    int bundlesLeft;

    Seats(RollupTrack rollup, long timestampSeconds) {
      this.rollup = rollup;
      this.timestampSeconds = timestampSeconds;
      this.gasLeft = rollup.traits.blockGasLimit();
      this.bundlesLeft = rollup.roundLimit;
    }
  }

  private void hold(Round round, ChainId chain) {
    for (BundleTrack bundle : round.wanted(chain)) {
      SliceFootprint slice = bundle.footprint.slice(chain);
      if (slice != null) {
        for (TransactionFootprint transaction : slice.transactions()) {
          heldElsewhere.add(
              new Used(new Account(chain, transaction.sender()), transaction.nonce()));
        }
      }
    }
  }

  void open(RollupTrack rollup, long timestampSeconds) {
    open.put(rollup.chainId(), new Seats(rollup, timestampSeconds));
    rollupsWithRoom++;
  }

  /** For a rollup that is busy now: the round will wait for it. */
  void openLater(RollupTrack rollup) {
    open(rollup, -1);
  }

  void close(RollupTrack rollup) {
    Seats seats = open.remove(rollup.chainId());
    if (seats != null && seats.bundlesLeft > 0) {
      rollupsWithRoom--;
    }
  }

  boolean isOpen(ChainId chain) {
    return open.containsKey(chain);
  }

  boolean hasRoom() {
    return rollupsWithRoom > 0;
  }

  /** Whether the bundle may enter a round now as far as it alone is concerned. */
  boolean isEligible(BundleTrack bundle) {
    BundleFootprint footprint = bundle.footprint;
    if (!bundle.isIdle()
        || bundle.doom != null
        || !bundle.cancels.isEmpty()
        || state.nowSeconds() > footprint.deadlineSeconds()) {
      return false;
    }
    long from = Math.max(bundle.notBeforeMillis, footprint.minTimestampSeconds() * 1000);
    if (from > state.nowMillis) {
      state.lookAgainMillis = Math.min(state.lookAgainMillis, from);
    }
    return bundle.notBeforeMillis <= state.nowMillis;
  }

  /**
   * Gives an eligible bundle its seats on all its rollups, which are all open.
   *
   * @return false, with nothing changed, when it does not fit now
   */
  boolean take(BundleTrack bundle) {
    for (SliceFootprint slice : bundle.footprint.slices()) {
      Seats seats = open.get(slice.chainId());
      if (seats == null || !fits(bundle.footprint, slice, seats)) {
        return false;
      }
    }
    if (nonces.add(bundle) != Nonces.Fit.FITS) {
      return false;
    }
    for (SliceFootprint slice : bundle.footprint.slices()) {
      Seats seats = open.get(slice.chainId());
      if (seats != null) {
        seats.gasLeft -= slice.gas();
        seats.bundlesLeft--;
        if (seats.bundlesLeft == 0) {
          rollupsWithRoom--;
        }
      }
    }
    return true;
  }

  private boolean fits(BundleFootprint bundle, SliceFootprint slice, Seats seats) {
    RollupTrack rollup = seats.rollup;
    long kept =
        bundle.ordinary() || state.ordinaryPending == 0
            ? 0
            : rollup.traits.blockGasLimit() / ORDINARY_GAS_FRACTION;
    // A slice that needs nearly the whole block gets it when it comes first.
    boolean first = seats.gasLeft == rollup.traits.blockGasLimit();
    if (seats.bundlesLeft == 0
        || slice.gas() > (first ? seats.gasLeft : seats.gasLeft - kept)
        || !rollup.traits.level().satisfies(bundle.minimumLevel())) {
      return false;
    }
    if (seats.timestampSeconds >= 0 && !Fitting.fits(bundle, rollup, seats.timestampSeconds)) {
      return false;
    }
    for (TransactionFootprint transaction : slice.transactions()) {
      if (heldElsewhere.contains(
          new Used(new Account(slice.chainId(), transaction.sender()), transaction.nonce()))) {
        return false;
      }
    }
    return true;
  }

  /** Takes more bundles into a round for rollups that it has locked only now. */
  static void fill(PlannerState state, Round round, List<Member> locked) {
    Seating seating = new Seating(state);
    for (Member member : locked) {
      seating.open(member.rollup, member.timestampSeconds);
    }
    for (BundleTrack bundle : round.standing) {
      seating.seatAlready(bundle);
    }
    int bytes = 0;
    for (BundleTrack bundle : round.standing) {
      bytes += Deciding.estimatedBytes(bundle.footprint);
    }
    for (BundleTrack bundle : state.bundles.values()) {
      bytes += Deciding.estimatedBytes(bundle.footprint);
      if (!seating.hasRoom()
          || round.standing.size() >= state.limits.maxBundlesPerRound()
          || bytes > Choosing.maxRoundBytes(state.limits)) {
        return;
      }
      if (seating.isEligible(bundle) && seating.take(bundle)) {
        bundle.heldBy = round;
        round.standing.add(bundle);
      } else {
        bytes -= Deciding.estimatedBytes(bundle.footprint);
      }
    }
  }

  private void seatAlready(BundleTrack bundle) {
    nonces.add(bundle);
    for (SliceFootprint slice : bundle.footprint.slices()) {
      Seats seats = open.get(slice.chainId());
      if (seats != null && seats.bundlesLeft > 0) {
        seats.gasLeft -= slice.gas();
        seats.bundlesLeft--;
        if (seats.bundlesLeft == 0) {
          rollupsWithRoom--;
        }
      }
    }
  }
}
