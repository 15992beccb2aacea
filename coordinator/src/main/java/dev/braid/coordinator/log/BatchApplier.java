package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.SequencedIds;
import dev.braid.protocol.log.State;
import org.jspecify.annotations.Nullable;

/** Calls {@code apply} on batches as they come from the log or from the disk. */
final class BatchApplier {
  private final Log log;

  BatchApplier(Log log) {
    this.log = log;
  }

  /** A batch just taken; work done before by its proposer on this very state is not done again. */
  ApplyResult apply(State state, TakenBatch batch, SequencedIds ids) {
    TakenBatch.Prepared prepared = batch.prepared();
    if (prepared != null && isSame(prepared.before(), state)) {
      return prepared.result();
    }
    return log.apply(state, batch.sealed(), ids);
  }

  // By identity on purpose: what was prepared on an equal state would be right too, but comparing
  // states costs more than it saves.
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(State a, State b) {
    return a == b;
  }

  /** What was read: null when the bytes of a void batch decode to nothing. */
  record Read(ApplyResult result, @Nullable Batch batch) {}

  /**
   * A batch from the disk.
   *
   * @throws StoreException for an entry of a kind that this build does not know
   */
  Read apply(State state, StoredBatch stored, SequencedIds ids) {
    var header = stored.header();
    Batch batch;
    try {
      batch = LogCodec.decodeBatch(stored.bytes());
    } catch (CodecException e) {
      String why = String.valueOf(e.getMessage());
      return e.isUnknownKind()
          ? new Read(new ApplyResult.Stop("batch " + header.height() + ": " + why), null)
          : new Read(
              log.applyUndecodable(
                  state, header.height(), header.previousHash(), header.hash(), why),
              null);
    }
    SealedBatch sealed =
        new SealedBatch(
            header.height(), header.previousHash(), header.term(), header.hash(), batch);
    return new Read(log.apply(state, sealed, ids), batch);
  }
}
