package dev.braid.coordinator.log.store;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.StoreProto;
import dev.braid.protocol.types.BatchHash;

/**
 * What the append of a batch claimed.
 *
 * @param isVoid it broke a rule and has no effect
 */
public record StoredHeader(
    long height, BatchHash previousHash, long term, BatchHash hash, boolean isVoid) {

  byte[] encode() {
    return StoreProto.StoredHeader.newBuilder()
        .setHash(ValueCodec.to(hash))
        .setPreviousHash(ValueCodec.to(previousHash))
        .setTerm(term)
        .setVoid(isVoid)
        .build()
        .toByteArray();
  }

  static StoredHeader decode(long height, byte[] row) {
    return LogCodec.decode(
        "stored header",
        () -> {
          StoreProto.StoredHeader wire = StoreProto.StoredHeader.parseFrom(row);
          return new StoredHeader(
              height,
              ValueCodec.batchHash(wire.getPreviousHash()),
              wire.getTerm(),
              ValueCodec.batchHash(wire.getHash()),
              wire.getVoid());
        });
  }
}
