package dev.braid.protocol.transaction;

import dev.braid.protocol.types.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;

/** Writes the items of one RLP list (Yellow Paper, appendix B). */
final class RlpWriter {
  private final ByteArrayOutputStream items = new ByteArrayOutputStream();

  RlpWriter bytes(Bytes value) {
    items.writeBytes(encode(value.unsafeArray()));
    return this;
  }

  RlpWriter bytes(byte[] value) {
    items.writeBytes(encode(value));
    return this;
  }

  /** An unsigned 64-bit number. */
  RlpWriter number(long value) {
    int size = 8 - Long.numberOfLeadingZeros(value) / 8;
    byte[] out = new byte[size];
    for (int i = 0; i < size; i++) {
      out[i] = (byte) (value >>> 8 * (size - 1 - i));
    }
    return bytes(out);
  }

  RlpWriter number(BigInteger value) {
    return bytes(value.signum() == 0 ? new byte[0] : BigIntegers.asUnsignedByteArray(value));
  }

  RlpWriter list(RlpWriter list) {
    items.writeBytes(list.toList());
    return this;
  }

  /** Appends an item that is encoded already. */
  RlpWriter encoded(byte[] item) {
    items.writeBytes(item);
    return this;
  }

  /** The items without the list's header. */
  byte[] items() {
    return items.toByteArray();
  }

  /** The list with all items written so far. */
  byte[] toList() {
    return withHeader(0xc0, items.toByteArray());
  }

  static byte[] encode(byte[] value) {
    if (value.length == 1 && (value[0] & 0xff) < 0x80) {
      return value;
    }
    return withHeader(0x80, value);
  }

  private static byte[] withHeader(int base, byte[] content) {
    int length = content.length;
    int lengthSize = length <= 55 ? 0 : 4 - Integer.numberOfLeadingZeros(length) / 8;
    byte[] out = new byte[1 + lengthSize + length];
    out[0] = (byte) (lengthSize == 0 ? base + length : base + 55 + lengthSize);
    for (int i = 0; i < lengthSize; i++) {
      out[1 + i] = (byte) (length >>> 8 * (lengthSize - 1 - i));
    }
    System.arraycopy(content, 0, out, 1 + lengthSize, length);
    return out;
  }
}
