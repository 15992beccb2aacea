package dev.braid.protocol.log;

import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.NetworkId;

/**
 * A batch as the log took it: what the append claimed, and what its bytes hold. {@code apply}
 * checks that both agree; where they do not the batch is void under the claimed hash (design
 * section 5).
 *
 * @param height as the append claimed
 * @param previousHash as the append claimed
 * @param term as the append claimed
 * @param hash as the append claimed
 * @param batch what the bytes decode to
 */
public record SealedBatch(
    long height, BatchHash previousHash, long term, BatchHash hash, Batch batch) {

  /**
   * Seals a batch under the hash that it really has.
   *
   * @param networkId {@link State#networkId} of the state that the batch extends
   */
  public static SealedBatch seal(NetworkId networkId, Batch batch) {
    return new SealedBatch(
        batch.height(),
        batch.previousHash(),
        batch.term(),
        BatchHeader.of(batch).hash(networkId),
        batch);
  }
}
