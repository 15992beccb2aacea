package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.EntryEncoding;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.round.PlannerEvent.TransactionOutcome;
import dev.braid.protocol.round.Round.Member;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the content of a decision (design 6.4). */
final class Deciding {
  /** What a batch holds beside its entries' canonical bytes, generously. */
  private static final int BATCH_OVERHEAD_BYTES = 4 * 1024;

  private Deciding() {}

  /**
   * @param tooLarge the entry does not fit into a batch even without rejections
   */
  record Draft(Entry.RoundDecided entry, boolean tooLarge) {}

  /** Every member of the round has a candidate of exactly the standing bundles. */
  static Draft draft(Round round, int maxBatchBytes) {
    List<Entry.RollupDecision> rollups = new ArrayList<>();
    Map<BundleTrack, List<Entry.SliceResult>> results = new TreeMap<>();
    for (Member member : round.members.values()) {
      rollups.add(block(member, results));
    }
    List<Entry.IncludedBundle> included = new ArrayList<>();
    for (BundleTrack bundle : round.standing) {
      included.add(new Entry.IncludedBundle(bundle.id(), results.getOrDefault(bundle, List.of())));
    }
    List<Entry.RejectedBundle> rejected = verdicts(round);
    int room = maxBatchBytes - BATCH_OVERHEAD_BYTES;
    Entry.RoundDecided entry = new Entry.RoundDecided(rollups, included, rejected);
    while (!rejected.isEmpty() && EntryEncoding.of(entry).size() > room) {
      // What is not told now fails again next time, and is then told.
      rejected = rejected.subList(0, rejected.size() / 2);
      entry = new Entry.RoundDecided(rollups, included, rejected);
    }
    return new Draft(entry, EntryEncoding.of(entry).size() > room);
  }

  private static Entry.RollupDecision block(
      Member member, Map<BundleTrack, List<Entry.SliceResult>> results) {
    PrepareAnswer.Candidate candidate = member.candidate;
    if (candidate == null) {
      throw new IllegalStateException("a decision needs every candidate");
    }
    ChainId chain = member.chainId();
    List<Position> references = new ArrayList<>();
    int index = candidate.systemTransactions().size();
    for (int i = 0; i < member.candidateOf.size(); i++) {
      BundleTrack bundle = member.candidateOf.get(i);
      List<TransactionOutcome> outcomes = candidate.slices().get(i);
      BigInteger payment = BigInteger.ZERO;
      List<Entry.TransactionResult> transactions = new ArrayList<>();
      for (TransactionOutcome outcome : outcomes) {
        payment = payment.add(outcome.payment());
        transactions.add(new Entry.TransactionResult(outcome.success(), outcome.gasUsed()));
      }
      results
          .computeIfAbsent(bundle, key -> new ArrayList<>())
          .add(new Entry.SliceResult(chain, index, transactions, payment));
      references.add(bundle.position());
      index += outcomes.size();
    }
    return new Entry.RollupDecision(
        chain,
        candidate.header(),
        candidate.hash(),
        candidate.systemTransactions(),
        references,
        candidate.withdrawals(),
        candidate.executionRequests());
  }

  private static List<Entry.RejectedBundle> verdicts(Round round) {
    Set<BundleTrack> included = new TreeSet<>(round.standing);
    Map<Position, Entry.RejectedBundle> byPosition = new TreeMap<>();
    for (Failure failure : round.failures) {
      if (failure.bundle().heldBy == round && failure.isVerdict(included)) {
        byPosition.putIfAbsent(
            failure.bundle().position(),
            new Entry.RejectedBundle(failure.bundle().id(), reason(failure)));
      }
    }
    return List.copyOf(byPosition.values());
  }

  /** The reason in the words that a decision may use; an engine's may be others. */
  static Reason reason(Failure failure) {
    Reason told = failure.reason();
    boolean isVerdict =
        switch (told.code()) {
          case REVERTED, NONCE_TOO_LOW, INSUFFICIENT_FUNDS, FEE_TOO_LOW, GAS_LIMIT, INVALID -> true;
          default -> false;
        };
    boolean isOwn = namesOwnTransaction(told, failure.bundle().footprint);
    return new Reason(
            isVerdict ? told.code() : ReasonCode.INVALID,
            isOwn ? told.chainId() : null,
            isOwn ? told.transactionHash() : null,
            isOwn ? told.transactionIndex() : -1,
            isVerdict ? told.message() : told.code() + ": " + told.message(),
            told.revertReason(),
            told.revertData())
        .cut();
  }

  /** No transaction at all, or one of the bundle's, by its index. */
  private static boolean namesOwnTransaction(Reason reason, BundleFootprint bundle) {
    SliceFootprint slice = reason.chainId() == null ? null : bundle.slice(reason.chainId());
    int index = reason.transactionIndex();
    if (slice == null || index == -1) {
      return reason.transactionHash() == null && index == -1;
    }
    return index >= 0
        && index < slice.transactions().size()
        && slice.transactions().get(index).hash().equals(reason.transactionHash());
  }

  /** An upper estimate of what an included bundle adds to a decision's canonical bytes. */
  static int estimatedBytes(BundleFootprint bundle) {
    int bytes = 64;
    for (SliceFootprint slice : bundle.slices()) {
      bytes += 96 + 12 * slice.transactions().size();
    }
    return bytes;
  }
}
