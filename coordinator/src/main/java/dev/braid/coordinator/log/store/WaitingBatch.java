package dev.braid.coordinator.log.store;

import dev.braid.coordinator.log.TakenBatch;

/**
 * A batch that cannot be applied yet, because some before it are missing here.
 *
 * @param handed by the log itself; else another member gave it, and it is to be believed only when
 *     the chain of hashes up to what the log named is whole
 */
public record WaitingBatch(TakenBatch batch, boolean handed) {
  public long height() {
    return batch.claim().height();
  }
}
