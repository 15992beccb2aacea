package dev.braid.coordinator.node;

import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.rounds.RoundsLog;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This node's log as the round driver reads it. */
public final class NodeRoundsLog implements RoundsLog {
  private final ReplicatedLog log;
  private final LedgerReader ledger;

  public NodeRoundsLog(ReplicatedLog log, LedgerReader ledger) {
    this.log = log;
    this.ledger = ledger;
  }

  @Override
  public boolean leads(long term) {
    // Sooner than a take-over by another member, the log's own leader may have moved.
    return log.role() == ReplicatedLog.Role.LEADER && log.head().term() == term && log.shouldLead();
  }

  @Override
  public @Nullable Address leader() {
    return log.leader();
  }

  @Override
  public State state() {
    return ledger.state();
  }

  @Override
  public @Nullable DecidedBlock decidedBlock(ChainId chainId, long number) {
    return ledger.decidedBlocks(chainId, number, 1).stream()
        .filter(block -> block.header().number() == number)
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable BundleRecord bundle(BundleId id) {
    return ledger.bundle(id);
  }

  @Override
  public Set<TransactionHash> transactionsSince(long timeMillis) {
    return ledger.transactionsSince(timeMillis);
  }
}
