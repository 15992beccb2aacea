package dev.braid.rollup.anvil;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.jsonrpc.EngineBlock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What this client last gave anvil to mine. Remembered before anything is sent, so that a block
 * which appears after a time-out is still known to be ours.
 */
record Attempt(BlockHash parent, Set<TransactionHash> sent) {
  static Attempt of(BlockHash parent, List<RawTransaction> transactions) {
    Set<TransactionHash> hashes = new HashSet<>();
    transactions.forEach(transaction -> hashes.add(transaction.hash()));
    return new Attempt(parent, hashes);
  }

  /** Whether the block can only have come from this attempt: a late, perhaps incomplete, mine. */
  boolean made(EngineBlock block) {
    return block.isChildOf(parent) && sent.containsAll(block.transactions());
  }
}
