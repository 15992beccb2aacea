package dev.braid.coordinator.log;

import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.types.BatchHash;

/**
 * What the append of a batch says of it. The append rule takes it as it is; {@code apply} finds out
 * whether the bytes agree (design section 5).
 */
public record AppendClaim(long height, BatchHash previousHash, long term, BatchHash hash) {
  public static AppendClaim of(SealedBatch sealed) {
    return new AppendClaim(sealed.height(), sealed.previousHash(), sealed.term(), sealed.hash());
  }
}
