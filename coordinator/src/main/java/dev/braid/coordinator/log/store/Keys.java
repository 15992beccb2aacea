package dev.braid.coordinator.log.store;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys of rows. */
final class Keys {
  static final byte[] FORMAT = "format".getBytes(StandardCharsets.US_ASCII);
  static final byte[] HEAD = "head".getBytes(StandardCharsets.US_ASCII);

  private Keys() {}

  static byte[] height(long height) {
    return ByteBuffer.allocate(Long.BYTES).putLong(height).array();
  }

  static long height(byte[] key) {
    return ByteBuffer.wrap(key).getLong();
  }

  static byte[] heightAndMember(long height, Address member) {
    return ByteBuffer.allocate(Long.BYTES + Address.SIZE)
        .putLong(height)
        .put(member.bytes().unsafeArray())
        .array();
  }

  static byte[] block(ChainId chainId, long number) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(chainId.value()).putLong(number).array();
  }

  static ChainId chainOf(byte[] blockKey) {
    return new ChainId(ByteBuffer.wrap(blockKey).getLong());
  }

  static long numberOf(byte[] blockKey) {
    return ByteBuffer.wrap(blockKey).getLong(Long.BYTES);
  }
}
