package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The canonical encoding's alphabet (docs/protocol.md, Encoding): integers of fixed width,
 * big-endian; everything of variable length behind a u32 count; absent or present behind one byte.
 * So every value has one encoding, and no two have the same.
 */
final class CanonicalWriter {
  private static final int MAX_QUANTITY_BYTES = 32;

  private byte[] buffer = new byte[256];
  private int size;

  CanonicalWriter u8(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
    return this;
  }

  CanonicalWriter u32(int value) {
    reserve(4);
    buffer[size++] = (byte) (value >>> 24);
    buffer[size++] = (byte) (value >>> 16);
    buffer[size++] = (byte) (value >>> 8);
    buffer[size++] = (byte) value;
    return this;
  }

  CanonicalWriter u64(long value) {
    u32((int) (value >>> 32));
    return u32((int) value);
  }

  CanonicalWriter bool(boolean value) {
    return u8(value ? 1 : 0);
  }

  CanonicalWriter bytes32(Bytes32 value) {
    return raw(value.bytes().unsafeArray());
  }

  CanonicalWriter address(Address value) {
    return raw(value.bytes().unsafeArray());
  }

  /** Bytes whose length the format fixes: no count before them. */
  CanonicalWriter fixed(Bytes value, int length) {
    if (value.size() != length) {
      throw new MalformedValueException("expected " + length + " bytes, got " + value.size());
    }
    return raw(value.unsafeArray());
  }

  CanonicalWriter bytes(Bytes value) {
    u32(value.size());
    return raw(value.unsafeArray());
  }

  /** UTF-8; a string with a lone surrogate has no encoding. */
  CanonicalWriter text(String value) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
      u32(encoded.remaining());
      return raw(Arrays.copyOfRange(encoded.array(), encoded.position(), encoded.limit()));
    } catch (CharacterCodingException e) {
      throw new MalformedValueException("text is not Unicode");
    }
  }

  /** An unsigned integer of at most 256 bits: its shortest big-endian bytes, none for zero. */
  CanonicalWriter quantity(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 8 * MAX_QUANTITY_BYTES) {
      throw new MalformedValueException("quantity out of range");
    }
    int length = (value.bitLength() + 7) / 8;
    byte[] twos = value.toByteArray();
    u32(length);
    return raw(Arrays.copyOfRange(twos, twos.length - length, twos.length));
  }

  /** The ASCII bytes of a domain string, at the very start of something hashed. */
  CanonicalWriter domain(String value) {
    return raw(value.getBytes(StandardCharsets.US_ASCII));
  }

  <T> CanonicalWriter list(List<T> values, BiConsumer<CanonicalWriter, T> each) {
    u32(values.size());
    for (T value : values) {
      each.accept(this, value);
    }
    return this;
  }

  <T> CanonicalWriter optional(@Nullable T value, BiConsumer<CanonicalWriter, T> write) {
    bool(value != null);
    if (value != null) {
      write.accept(this, value);
    }
    return this;
  }

  CanonicalWriter raw(byte[] value) {
    reserve(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
    return this;
  }

  int size() {
    return size;
  }

  Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(buffer, size));
  }

  Bytes32 hash() {
    return Keccak.hash(Arrays.copyOf(buffer, size));
  }

  private void reserve(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, more), 2 * buffer.length));
    }
  }
}
