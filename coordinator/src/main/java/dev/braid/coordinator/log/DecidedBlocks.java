package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.DecidedRow;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rebuilds decided blocks from the log: the decision's header, the transactions of its references.
 */
final class DecidedBlocks {
  /** Decoded batches that are kept while blocks are rebuilt; their bundles are usually near. */
  private static final int CACHED_BATCHES = 16;

  private final BatchStore store;

  private final Map<Long, Batch> cache =
      new LinkedHashMap<>(2 * CACHED_BATCHES, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Batch> eldest) {
          return size() > CACHED_BATCHES;
        }
      };

  DecidedBlocks(BatchStore store) {
    this.store = store;
  }

  DecidedBlock rebuild(DecidedRow row) {
    if (!(entry(row.decision()) instanceof Entry.RoundDecided decided)
        || row.rollup() >= decided.rollups().size()) {
      throw damaged(row.decision(), "is no decision");
    }
    Entry.RollupDecision decision = decided.rollups().get(row.rollup());
    if (!decision.chainId().equals(row.chainId())
        || !decision.blockHash().equals(row.blockHash())
        || decision.header().number() != row.blockNumber()) {
      throw damaged(row.decision(), "decides another block than its index row says");
    }
    List<RawTransaction> transactions = new ArrayList<>();
    for (Position reference : decision.references()) {
      transactions.addAll(slice(reference, row.chainId()).transactions());
    }
    return new DecidedBlock(
        row.chainId(),
        decision.header(),
        decision.blockHash(),
        decision.systemTransactions(),
        transactions,
        decision.withdrawals(),
        decision.executionRequests());
  }

  private Slice slice(Position reference, ChainId chainId) {
    if (entry(reference) instanceof Entry.BundleSequenced sequenced) {
      Slice slice = sequenced.bundle().slice(chainId);
      if (slice != null) {
        return slice;
      }
    }
    throw damaged(reference, "holds no slice for rollup " + chainId);
  }

  private Entry entry(Position position) {
    Batch batch =
        cache.computeIfAbsent(
            position.height(), height -> LogCodec.decodeBatch(store.requireBatch(height).bytes()));
    if (position.index() >= batch.entries().size()) {
      throw damaged(position, "does not exist");
    }
    return batch.entries().get(position.index());
  }

  private StoreException damaged(Position position, String what) {
    return new StoreException(
        StoreException.Kind.DAMAGED, store.name() + " is damaged: entry " + position + " " + what);
  }
}
