package dev.braid.coordinator.rounds;

import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the round driver reads of this node's own log. */
public interface RoundsLog {
  /**
   * Whether this node leads, as far as its own log knows, and in this term (A2). Does not block.
   */
  boolean leads(long term);

  /** Who leads as far as this node knows, a hint; null while nobody is known. Does not block. */
  @Nullable Address leader();

  /** The newest certified state. Does not block. */
  State state();

  /**
   * The certified block that the log decided for the rollup at this number, or null. Blocks on the
   * store.
   */
  @Nullable DecidedBlock decidedBlock(ChainId chainId, long number);

  /** What the log knows of a bundle, or null. Blocks on the store. */
  @Nullable BundleRecord bundle(BundleId id);

  /**
   * Hashes of all transactions in batches that are not void and whose time is at or above {@code
   * timeMillis} (Unix milliseconds). Blocks on the store.
   */
  Set<TransactionHash> transactionsSince(long timeMillis);
}
