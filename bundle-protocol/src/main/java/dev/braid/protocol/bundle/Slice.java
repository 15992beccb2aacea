package dev.braid.protocol.bundle;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import java.util.List;

/**
 * A bundle's ordered transactions for one rollup (api.md, Bundle).
 *
 * @param transactions executed in this order, contiguous in the block; never empty in a valid
 *     bundle
 * @param revertingTransactionHashes those of them that may revert, in the order sent
 * @param minBlock first block number in which the slice may stand
 * @param maxBlock last such number, 0 = no limit
 */
public record Slice(
    ChainId chainId,
    List<RawTransaction> transactions,
    List<TransactionHash> revertingTransactionHashes,
    long minBlock,
    long maxBlock) {
  public Slice {
    transactions = List.copyOf(transactions);
    revertingTransactionHashes = List.copyOf(revertingTransactionHashes);
  }

  public List<TransactionHash> transactionHashes() {
    return transactions.stream().map(RawTransaction::hash).toList();
  }

  public boolean mayRevert(TransactionHash hash) {
    return revertingTransactionHashes.contains(hash);
  }
}
