package dev.braid.rollup.spi;

import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import java.util.List;

/** A block that a certified decision names, complete, as the log tells it (A2). */
public record DecidedBlock(
    ChainId chainId,
    BlockHeader header,
    BlockHash hash,
    List<Bytes> systemTransactions,
    List<RawTransaction> transactions,
    List<Withdrawal> withdrawals,
    List<Bytes> executionRequests) {}
