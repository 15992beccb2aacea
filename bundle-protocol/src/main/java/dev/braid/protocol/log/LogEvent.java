package dev.braid.protocol.log;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an entry did, as {@code apply} reports it: the source of records, streams and metrics. */
public sealed interface LogEvent {
  /** The position of the entry that caused it. */
  Position cursor();

  /**
   * A bundle has its position.
   *
   * @param deadlineSeconds it expires when the log's time in whole seconds is greater
   * @param level the weakest among its rollups (design section 2)
   */
  record Sequenced(Position cursor, Entry.BundleSequenced entry, long deadlineSeconds, Level level)
      implements LogEvent {}

  /** A decision includes the bundle; {@code cursor} names the round. */
  record Decided(Position cursor, BundleId id, List<DecidedSlice> slices) implements LogEvent {
    public Decided {
      slices = List.copyOf(slices);
    }
  }

  /** Where a slice stands and what the engine reported of it. */
  record DecidedSlice(long blockNumber, BlockHash blockHash, Entry.SliceResult result) {}

  /** A decided slice's block was adopted by its rollup; the bundle may still wait for others. */
  record SliceAdopted(Position cursor, BundleId id, ChainId chainId) implements LogEvent {}

  /**
   * A bundle reached a final state.
   *
   * @param reason null for {@link BundleState#INCLUDED}
   * @param inRound whether a round's decision rejects it: its outcome can then be proved by a
   *     receipt
   */
  record Finished(
      Position cursor,
      BundleId id,
      BundleState state,
      @Nullable Reason reason,
      @Nullable BundleId replacedBy,
      boolean inRound)
      implements LogEvent {}

  /** A round was decided. */
  record RoundDecided(Position cursor, Entry.RoundDecided entry) implements LogEvent {}

  /** A rollup adopted all decided blocks up to this one. */
  record RollupAdopted(Position cursor, Entry.RollupAdopted entry) implements LogEvent {}

  /** Parameters, members, rollups or the leader changed: the state has the new value. */
  record NetworkChanged(Position cursor, Entry entry) implements LogEvent {}
}
