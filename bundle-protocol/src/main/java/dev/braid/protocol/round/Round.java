package dev.braid.protocol.round;

import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One attempt to extend a set of rollups by one block each. */
final class Round {
  final long id;
  final long startedMillis;
  final TreeMap<ChainId, Member> members = new TreeMap<>();

  /** The bundles that may still be included, in block order. */
  final TreeSet<BundleTrack> standing = new TreeSet<>();

  /** Failures that become verdicts if what stood before them stands in the decision. */
  final List<Failure> failures = new ArrayList<>();

  /** Whether some rollup was locked before: bundles may have come since it was chosen. */
  boolean begun;

  int pass = 1;
  long passStartedMillis;

  /** From now on a bundle that fails leaves the round, verdict or not. */
  boolean lastPass;

  /** When waiting for busy rollups ends; MAX while none is awaited. */
  long waitUntilMillis = Long.MAX_VALUE;

  /** What was proposed; null while preparing. */
  Entry.@Nullable RoundDecided decision;

  long proposal;

  Round(long id, long startedMillis) {
    this.id = id;
    this.startedMillis = startedMillis;
    this.passStartedMillis = startedMillis;
  }

  /** Bundles of the block of {@code chain}, in order. */
  List<BundleTrack> wanted(ChainId chain) {
    List<BundleTrack> bundles = new ArrayList<>();
    for (BundleTrack bundle : standing) {
      if (bundle.names(chain)) {
        bundles.add(bundle);
      }
    }
    return bundles;
  }

  boolean hasOpenCalls() {
    return members.values().stream().anyMatch(member -> member.call != 0);
  }

  /** Whether it waits for nobody: others may wait for it. */
  boolean isComplete() {
    return members.values().stream().allMatch(member -> member.locked);
  }

  /** The slowest stage that has still something to prepare; MAX when every candidate is current. */
  int currentStage() {
    int stage = Integer.MAX_VALUE;
    for (Member member : members.values()) {
      if (!member.isCurrent(wanted(member.chainId()))) {
        stage = Math.min(stage, member.stage);
      }
    }
    return stage;
  }

  /** A rollup's part in the round. */
  static final class Member {
    final RollupTrack rollup;

    /** 0 is prepared first: the slowest. */
    final int stage;

    boolean locked;

    /** Whether a prepare was asked for since it was locked: a candidate may exist. */
    boolean touched;

    @Nullable BlockRef parent;
    long lockedMillis;
    long timestampSeconds;

    long call;
    long askedMillis;
    List<BundleTrack> asked = List.of();

    /** An answer that the pass has not yet been concluded with. */
    @Nullable PrepareAnswer answer;

    PrepareAnswer.@Nullable Candidate candidate;
    List<BundleTrack> candidateOf = List.of();

    Member(RollupTrack rollup, int stage) {
      this.rollup = rollup;
      this.stage = stage;
    }

    ChainId chainId() {
      return rollup.chainId();
    }

    boolean isCurrent(List<BundleTrack> wanted) {
      return locked && candidate != null && call == 0 && candidateOf.equals(wanted);
    }
  }
}
