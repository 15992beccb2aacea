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
    return apply(state, batch.claim(), batch.bytes(), ids).result();
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
    AppendClaim claim =
        new AppendClaim(header.height(), header.previousHash(), header.term(), header.hash());
    return apply(state, claim, stored.bytes(), ids);
  }

  private Read apply(State state, AppendClaim claim, byte[] bytes, SequencedIds ids) {
    Batch batch;
    try {
      batch = LogCodec.decodeBatch(bytes);
    } catch (CodecException e) {
      String why = String.valueOf(e.getMessage());
      return e.isUnknownKind()
          ? new Read(new ApplyResult.Stop("batch " + claim.height() + ": " + why), null)
          : new Read(
              log.applyUndecodable(state, claim.height(), claim.previousHash(), claim.hash(), why),
              null);
    }
    SealedBatch sealed =
        new SealedBatch(claim.height(), claim.previousHash(), claim.term(), claim.hash(), batch);
    return new Read(log.apply(state, sealed, ids), batch);
  }
}
