package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.BatchHash;
import java.nio.ByteBuffer;

/** Batches of bytes that mean nothing: the log decodes none. */
final class TestBatches {
  private TestBatches() {}

  /** The batch after {@code head}; {@code salt} makes it differ from others at its height. */
  static TakenBatch after(LogHead head, long salt, int size) {
    byte[] bytes = new byte[Math.max(size, 24)];
    ByteBuffer.wrap(bytes).putLong(head.height() + 1).putLong(head.term()).putLong(salt);
    BatchHash hash = new BatchHash(Keccak.hash(bytes));
    return new TakenBatch(
        new AppendClaim(head.height() + 1, head.hash(), head.term(), hash), bytes, null);
  }

  /** The head when this batch is the newest. */
  static LogHead head(TakenBatch batch) {
    return new LogHead(batch.claim().term(), batch.claim().height(), batch.claim().hash());
  }
}
