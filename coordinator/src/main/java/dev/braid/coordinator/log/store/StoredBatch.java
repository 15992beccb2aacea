package dev.braid.coordinator.log.store;

import com.google.protobuf.UnsafeByteOperations;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.StoreProto;
import dev.braid.protocol.types.BatchHash;

/**
 * A batch as the log took it.
 *
 * @param previousHash as the append claimed
 * @param term as the append claimed
 * @param hash as the append claimed
 * @param isVoid it broke a rule and has no effect
 * @param bytes the batch; not to be changed
 */
public record StoredBatch(
    long height, BatchHash previousHash, long term, BatchHash hash, boolean isVoid, byte[] bytes) {

  byte[] encode() {
    return StoreProto.StoredBatch.newBuilder()
        .setHash(ValueCodec.to(hash))
        .setPreviousHash(ValueCodec.to(previousHash))
        .setTerm(term)
        .setVoid(isVoid)
        .setBatch(UnsafeByteOperations.unsafeWrap(bytes))
        .build()
        .toByteArray();
  }

  static StoredBatch decode(long height, byte[] row) {
    return LogCodec.decode(
        "stored batch",
        () -> {
          StoreProto.StoredBatch wire = StoreProto.StoredBatch.parseFrom(row);
          return new StoredBatch(
              height,
              ValueCodec.batchHash(wire.getPreviousHash()),
              wire.getTerm(),
              ValueCodec.batchHash(wire.getHash()),
              wire.getVoid(),
              wire.getBatch().toByteArray());
        });
  }
}
