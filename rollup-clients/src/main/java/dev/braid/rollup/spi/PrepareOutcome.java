package dev.braid.rollup.spi;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a {@link RollupClient#prepare}. */
public sealed interface PrepareOutcome {
  /**
   * A candidate that holds every transaction asked for, in order, behind {@code
   * systemTransactions}. Some may have reverted: {@code slices} tells, one list for each slice of
   * the request.
   */
  record Candidate(
      BlockHeader header,
      BlockHash hash,
      List<Bytes> systemTransactions,
      List<Withdrawal> withdrawals,
      List<Bytes> executionRequests,
      List<List<TransactionOutcome>> slices)
      implements PrepareOutcome {}

  /**
   * At least one transaction cannot stand in the block; there is no candidate. {@code failures}
   * names at most one for each slice, ascending by slice; others may be bad too.
   */
  record Refused(List<SliceFailure> failures) implements PrepareOutcome {}

  /**
   * No transaction is bad, but the block has gas for the first {@code fits} slices only; there is
   * no candidate. No verdict on the others: they may enter a later block.
   *
   * @param fits at least 1: a slice that fits no block is {@link Refused}
   */
  record Full(int fits) implements PrepareOutcome {}

  /** The engine refused the list as a whole and did not say which transaction is bad. */
  record RefusedAsWhole(String why) implements PrepareOutcome {}

  /** The head is not the parent asked for: repair first. */
  record OtherHead(BlockRef head) implements PrepareOutcome {}

  /** No answer in time or none at all; a candidate may exist or appear. */
  record Unavailable(Trouble trouble, String why) implements PrepareOutcome {
    public Unavailable(String why) {
      this(Trouble.UNKNOWN, why);
    }
  }

  /**
   * A transaction that is in the candidate.
   *
   * @param payment wei paid to the beneficiary by priority fee
   * @param failure for a reverted one: why
   */
  record TransactionOutcome(
      boolean success, long gasUsed, BigInteger payment, @Nullable Reason failure) {}

  /** {@code reason} names chain, transaction and index within its slice. */
  record SliceFailure(int slice, Reason reason) {}
}
