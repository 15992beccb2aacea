package dev.braid.protocol.round;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the planner needs to know of a bundle that has its position: no raw bytes.
 *
 * @param slices at most one for each chain
 * @param minTimestampSeconds lower bound on block timestamps, included; 0 = none
 * @param maxTimestampSeconds upper bound on block timestamps, included; 0 = none
 * @param deadlineSeconds it expires when the log's time in whole seconds is greater
 * @param ordinary an ordinary transaction: stands behind all slices of its block
 */
public record PendingBundle(
    BundleId id,
    Position position,
    List<PendingSlice> slices,
    long minTimestampSeconds,
    long maxTimestampSeconds,
    long deadlineSeconds,
    Level minimumLevel,
    boolean ordinary) {
  public PendingBundle {
    slices = List.copyOf(slices);
  }

  /**
   * @param minBlock first block number in which the slice may stand
   * @param maxBlock last such number, 0 = no limit
   */
  public record PendingSlice(
      ChainId chainId, List<PendingTransaction> transactions, long minBlock, long maxBlock) {
    public PendingSlice {
      transactions = List.copyOf(transactions);
    }

    long gas() {
      long sum = 0;
      for (PendingTransaction transaction : transactions) {
        sum += transaction.gasLimit();
      }
      return sum;
    }
  }

  /**
   * @param bytes size of the raw transaction
   * @param mayRevert whether a reverted status is no failure of the slice
   */
  public record PendingTransaction(
      TransactionHash hash,
      Address sender,
      long nonce,
      long gasLimit,
      int bytes,
      boolean mayRevert) {}

  @Nullable PendingSlice slice(ChainId chain) {
    for (PendingSlice slice : slices) {
      if (slice.chainId().equals(chain)) {
        return slice;
      }
    }
    return null;
  }

  boolean names(ChainId chain) {
    return slice(chain) != null;
  }
}
