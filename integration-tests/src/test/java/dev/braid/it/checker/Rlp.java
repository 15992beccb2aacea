package dev.braid.it.checker;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * RLP encoding (Yellow Paper, appendix B): a value is {@code byte[]} or a {@code List} of values.
 */
public final class Rlp {
  private static final int SHORT = 55;

  private Rlp() {}

  public static byte[] encode(Object value) {
    if (value instanceof byte[] bytes) {
      boolean single = bytes.length == 1 && (bytes[0] & 0xff) < 0x80;
      return single ? bytes : prefixed(0x80, bytes);
    }
    if (value instanceof List<?> list) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (Object item : list) {
        out.writeBytes(encode(item));
      }
      return prefixed(0xc0, out.toByteArray());
    }
    throw new IllegalArgumentException("neither bytes nor a list: " + value);
  }

  /** A number as RLP wants it: big-endian with no leading zero, zero as no byte at all. */
  public static byte[] integer(BigInteger value) {
    if (value.signum() == 0) {
      return new byte[0];
    }
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  public static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  private static byte[] prefixed(int offset, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (payload.length <= SHORT) {
      out.write(offset + payload.length);
    } else {
      byte[] length = integer(payload.length);
      out.write(offset + SHORT + length.length);
      out.writeBytes(length);
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }
}
