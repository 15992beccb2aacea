package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What the log has come to: the fold of {@code apply} over all batches (design section 4).
 * Immutable and persistent: successors share what did not change. Finished bundles are not in it.
 *
 * @param networkId hash of the first batch; 32 zero bytes before it
 * @param parameters its {@code rollups} are those that take bundles, ascending
 * @param memberSetHeight height of the batch that set the members
 * @param parametersHeight height of the newest batch that changed anything in {@code parameters}
 * @param height of the newest batch, void ones included; -1 before the first
 * @param headHash hash of the newest batch; 32 zero bytes before the first
 * @param term of the newest {@code LeaderClaimed}; 0 before the first
 * @param leader who claimed that term; the zero address before the first
 * @param timeMillis time of the newest batch that is not void, Unix milliseconds
 * @param rollups all that ever joined, also those that left
 * @param pending bundles that wait for a round, in the total order
 * @param pendingPositions the same by id
 * @param inDoubt decided bundles that some rollup has still to adopt
 * @param pendingBytes sum of {@link PendingBundle#bytes}
 * @param ordinaries the ordinary transactions among {@code pending} and {@code inDoubt}
 */
public record State(
    NetworkId networkId,
    NetworkParameters parameters,
    long memberSetHeight,
    long parametersHeight,
    long height,
    BatchHash headHash,
    long term,
    Address leader,
    long timeMillis,
    PSortedMap<ChainId, RollupState> rollups,
    PSortedMap<Position, PendingBundle> pending,
    PSortedMap<BundleId, Position> pendingPositions,
    PSortedMap<BundleId, InDoubtBundle> inDoubt,
    long pendingBytes,
    OrdinaryIndex ordinaries) {
  private static final State EMPTY =
      new State(
          new NetworkId(Bytes32.ZERO),
          new NetworkParameters(
              NetworkParameters.RULES_VERSION,
              Limits.DEFAULT,
              NetworkParameters.Quorum.MAJORITY,
              List.of(),
              List.of()),
          0,
          0,
          -1,
          new BatchHash(Bytes32.ZERO),
          0,
          Address.ZERO,
          0,
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          0,
          OrdinaryIndex.EMPTY);

  /** The state before the first batch. */
  public static State empty() {
    return EMPTY;
  }

  /** No batch yet. */
  public boolean isEmpty() {
    return height < 0;
  }

  public @Nullable PendingBundle pending(BundleId id) {
    Position position = pendingPositions.get(id);
    return position == null ? null : pending.get(position);
  }

  public @Nullable RollupState rollup(ChainId chainId) {
    return rollups.get(chainId);
  }

  /** The log's time in whole seconds, which deadlines are compared with. */
  public long timeSeconds() {
    return timeMillis / 1000;
  }

  /**
   * The level of a bundle: the weakest among its rollups (design section 2); null when it names a
   * rollup that the log does not know.
   */
  public @Nullable Level level(Bundle bundle) {
    Level level = Level.EXECUTION;
    for (ChainId chainId : bundle.chains()) {
      RollupState rollup = rollups.get(chainId);
      if (rollup == null) {
        return null;
      }
      level = Level.weakest(level, rollup.definition().level());
    }
    return level;
  }
}
