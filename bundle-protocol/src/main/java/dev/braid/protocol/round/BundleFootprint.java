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
public record BundleFootprint(
    BundleId id,
    Position position,
    List<SliceFootprint> slices,
    long minTimestampSeconds,
    long maxTimestampSeconds,
    long deadlineSeconds,
    Level minimumLevel,
    boolean ordinary) {
  public BundleFootprint {
    slices = List.copyOf(slices);
  }

  /**
   * @param minBlock first block number in which the slice may stand
   * @param maxBlock last such number, 0 = no limit
   */
  public record SliceFootprint(
      ChainId chainId, List<TransactionFootprint> transactions, long minBlock, long maxBlock) {
    public SliceFootprint {
      transactions = List.copyOf(transactions);
    }

    long gas() {
      long sum = 0;
      for (TransactionFootprint transaction : transactions) {
        sum += transaction.gasLimit();
      }
      return sum;
    }
  }

  /**
   * @param bytes size of the raw transaction
   * @param mayRevert whether a reverted status is no failure of the slice
   */
  public record TransactionFootprint(
      TransactionHash hash,
      Address sender,
      long nonce,
      long gasLimit,
      int bytes,
      boolean mayRevert) {}

  @Nullable SliceFootprint slice(ChainId chain) {
    for (SliceFootprint slice : slices) {
      if (slice.chainId().equals(chain)) {
        return slice;
      }
    }
    return null;
  }

  /** Whether a transaction of it is this account's. */
  boolean sends(Account account) {
    SliceFootprint slice = slice(account.chainId());
    return slice != null
        && slice.transactions().stream()
            .anyMatch(transaction -> transaction.sender().equals(account.address()));
  }

  boolean names(ChainId chain) {
    return slice(chain) != null;
  }
}
