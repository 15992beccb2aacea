package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.round.PlannerEvent.SliceFailure;
import dev.braid.protocol.round.PlannerEvent.TransactionOutcome;
import dev.braid.protocol.round.Round.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the answers of one pass: who failed, and who is cut to find out more (design 6.3). */
final class Passes {

  /**
   * @param failures of this pass, on all rollups
   * @param cut bundles that leave without having failed: the block is full, or the engine refused
   *     the list and halving goes on without them
   */
  record Conclusion(List<Failure> failures, Set<BundleTrack> cut) {
    boolean isClean() {
      return failures.isEmpty() && cut.isEmpty();
    }

    /** Bundles behind which a failure proves nothing in this pass. */
    Set<BundleTrack> troubled() {
      Set<BundleTrack> troubled = new TreeSet<>(cut);
      failures.forEach(failure -> troubled.add(failure.bundle()));
      return troubled;
    }
  }

  /** Uses up the answers that came in; candidates without a failure become current. */
  Conclusion conclude(Round round) {
    List<Failure> failures = new ArrayList<>();
    Set<BundleTrack> cut = new TreeSet<>();
    for (Member member : round.members.values()) {
      PrepareAnswer answer = member.answer;
      member.answer = null;
      if (answer != null) {
        read(member, answer, failures, cut);
      }
    }
    return new Conclusion(failures, cut);
  }

  private static void read(
      Member member, PrepareAnswer answer, List<Failure> failures, Set<BundleTrack> cut) {
    List<BundleTrack> asked = member.asked;
    switch (answer) {
      case PrepareAnswer.Candidate candidate -> {
        int before = failures.size();
        for (int i = 0; i < asked.size(); i++) {
          Reason reason = reverted(asked.get(i), member, candidate.slices().get(i));
          if (reason != null) {
            failures.add(new Failure(asked.get(i), reason, asked.subList(0, i)));
          }
        }
        if (failures.size() == before) {
          member.candidate = candidate;
          member.candidateOf = asked;
        }
      }
      case PrepareAnswer.Refused(List<SliceFailure> named) -> {
        for (SliceFailure failure : named) {
          int i = failure.slice();
          failures.add(new Failure(asked.get(i), failure.reason(), asked.subList(0, i)));
        }
      }
      case PrepareAnswer.RefusedAsWhole(String why) -> {
        if (asked.size() == 1) {
          Reason reason =
              new Reason(ReasonCode.INVALID, member.chainId(), null, -1, why, null, null);
          failures.add(new Failure(asked.get(0), reason, List.of()));
        } else {
          cutFrom(member, (asked.size() + 1) / 2, cut);
        }
      }
      case PrepareAnswer.Full(int fits) -> cutFrom(member, Math.max(1, fits), cut);
      case PrepareAnswer.OtherHead other -> throw new IllegalStateException("not of a pass");
      case PrepareAnswer.Unavailable none -> throw new IllegalStateException("not of a pass");
    }
  }

  /** Keeps the first bundles; the rollup's next blocks take no more until one stands. */
  private static void cutFrom(Member member, int keep, Set<BundleTrack> cut) {
    if (keep < member.asked.size()) {
      cut.addAll(member.asked.subList(keep, member.asked.size()));
      member.rollup.roundLimit = keep;
    }
  }

  private static @Nullable Reason reverted(
      BundleTrack bundle, Member member, List<TransactionOutcome> outcomes) {
    SliceFootprint slice = slice(bundle, member);
    for (int i = 0; i < outcomes.size(); i++) {
      TransactionFootprint transaction = slice.transactions().get(i);
      if (!outcomes.get(i).success() && !transaction.mayRevert()) {
        Reason told = outcomes.get(i).failure();
        return told != null
            ? told
            : new Reason(
                ReasonCode.REVERTED, member.chainId(), transaction.hash(), i, "", null, null);
      }
    }
    return null;
  }

  /** Whether an engine's answer fits the question (an engine may lie or be wrong, A4). */
  static boolean isAsAsked(Member member, PrepareAnswer answer) {
    return switch (answer) {
      case PrepareAnswer.Candidate candidate -> {
        var parent = member.parent;
        boolean fits =
            parent != null
                && candidate.header().parentHash().equals(parent.hash())
                && candidate.header().number() == parent.number() + 1
                && candidate.header().timestampSeconds() == member.timestampSeconds
                && candidate.slices().size() == member.asked.size();
        for (int i = 0; fits && i < member.asked.size(); i++) {
          fits =
              candidate.slices().get(i).size()
                  == slice(member.asked.get(i), member).transactions().size();
        }
        yield fits;
      }
      case PrepareAnswer.Refused(List<SliceFailure> failures) ->
          !failures.isEmpty()
              && failures.stream()
                  .allMatch(
                      failure -> failure.slice() >= 0 && failure.slice() < member.asked.size());
      case PrepareAnswer.RefusedAsWhole whole -> !member.asked.isEmpty();
      case PrepareAnswer.Full(int fits) -> fits > 0 && fits < member.asked.size();
      case PrepareAnswer.OtherHead other -> true;
      case PrepareAnswer.Unavailable none -> true;
    };
  }

  /** Which sender a bundle waits for whose nonce is ahead. */
  static BundleTrack.@Nullable NonceGap nonceGap(Failure failure) {
    Reason reason = failure.reason();
    for (SliceFootprint slice : failure.bundle().footprint.slices()) {
      for (TransactionFootprint transaction : slice.transactions()) {
        if (slice.chainId().equals(reason.chainId())
            && transaction.hash().equals(reason.transactionHash())) {
          return new BundleTrack.NonceGap(
              new Account(slice.chainId(), transaction.sender()), reason);
        }
      }
    }
    return null;
  }

  private static SliceFootprint slice(BundleTrack bundle, Member member) {
    SliceFootprint slice = bundle.footprint.slice(member.chainId());
    if (slice == null) {
      throw new IllegalStateException("a bundle was asked for on a rollup that it does not name");
    }
    return slice;
  }
}
