package dev.braid.rollup.engine;

import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.EthereumBlocks;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block as the Engine API hands it over ({@code ExecutionPayload} with what travels beside it),
 * its header put together.
 *
 * @param hash as told or logged; {@link #fault} says whether it fits
 * @param transactions all of them, raw
 * @param executionRequests EIP-7685, each with its type byte, empty ones left out
 */
record Payload(
    BlockHeader header,
    BlockHash hash,
    List<Bytes> transactions,
    List<Withdrawal> withdrawals,
    List<Bytes> executionRequests) {

  static Payload of(DecidedBlock block) {
    List<Bytes> transactions = new ArrayList<>(block.systemTransactions());
    block.transactions().forEach(transaction -> transactions.add(transaction.raw()));
    return new Payload(
        block.header(), block.hash(), transactions, block.withdrawals(), block.executionRequests());
  }

  BlockRef ref() {
    return new BlockRef(header.number(), hash, header.timestampSeconds());
  }

  /** What in the block does not fit its hash; null when all does. */
  @Nullable String fault() {
    return EthereumBlocks.INSTANCE.check(
        header, hash, transactions, withdrawals, executionRequests);
  }
}
