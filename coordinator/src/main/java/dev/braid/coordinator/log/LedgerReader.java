package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the log has come to, for everyone in this process. Tells only what is certified (D1). But
 * for {@link #state}, the heights and {@link #evidence} the methods block on the disk: never call
 * them on an event loop.
 */
public interface LedgerReader {
  /** The state after the newest certified batch. */
  State state();

  /** Height of the newest certified batch; -1 before the first. */
  long certifiedHeight();

  /**
   * Height of the newest batch that is applied here, certified or not; -1 before the first. Of what
   * lies above {@link #certifiedHeight} nothing is told.
   */
  default long appliedHeight() {
    return certifiedHeight();
  }

  /** Members that are known to have signed two batches at one height, with the proof (D4). */
  default List<Equivocation> evidence() {
    return List.of();
  }

  /**
   * A bundle that has a position, whatever became of it; readable before its notice is published.
   */
  @Nullable BundleRecord bundle(BundleId id);

  /** A batch with its certificate; null when there is none of this height yet. */
  @Nullable CertifiedRow batch(long height);

  /**
   * Decided blocks of a rollup in ascending order, complete, for replay.
   *
   * @param from lowest block number
   * @param limit most blocks to return
   */
  List<DecidedBlock> decidedBlocks(ChainId chainId, long from, int limit);

  /**
   * Hashes of all bundles' transactions in batches that are not void and whose time is at or above
   * this (Unix milliseconds).
   */
  Set<TransactionHash> transactionsSince(long timeMillis);

  /**
   * @param stored what the append claimed, with the void flag
   * @param batch what the bytes hold; null when they decode to nothing (void)
   */
  record CertifiedRow(StoredBatch stored, @Nullable Batch batch, Certificate certificate) {}
}
