package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way through the log.
 *
 * @param bytes the batch as it is sent and stored; not to be changed
 * @param prepared what applying it gives, where its proposer runs in this process
 */
public record TakenBatch(AppendClaim claim, byte[] bytes, @Nullable Prepared prepared) {

  /** Encodes a batch whose proposer has applied it, or not. */
  public static TakenBatch of(SealedBatch sealed, @Nullable Prepared prepared) {
    return new TakenBatch(AppendClaim.of(sealed), LogCodec.encode(sealed.batch()), prepared);
  }

  /**
   * The work of {@code apply} done before the append, so that it is not done twice.
   *
   * @param before the very state that it was done on: good for this one alone
   */
  public record Prepared(State before, ApplyResult.Applied result) {}
}
