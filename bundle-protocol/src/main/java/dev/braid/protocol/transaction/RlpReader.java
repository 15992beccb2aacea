package dev.braid.protocol.transaction;

import dev.braid.protocol.types.Bytes;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Reads RLP (Yellow Paper, appendix B) item by item and takes only the one canonical encoding: the
 * shortest length form, no leading zeros in numbers, nothing left over. The caller asks for the
 * shape that it expects, so nesting in the input costs neither stack nor memory.
 */
final class RlpReader {
  private final byte[] data;
  private final int end;
  private int position;
  private int contentEnd;

  private RlpReader(byte[] data, int from, int end) {
    this.data = data;
    this.position = from;
    this.end = end;
  }

  static RlpReader of(Bytes data, int from) {
    return new RlpReader(data.unsafeArray(), from, data.size());
  }

  boolean atEnd() {
    return position == end;
  }

  void expectEnd(String what) throws RlpException {
    if (!atEnd()) {
      throw new RlpException((end - position) + " bytes too many after " + what);
    }
  }

  /** Enters the next item, which must be a list. */
  RlpReader list() throws RlpException {
    int first = firstByte();
    if (first < 0xc0) {
      throw new RlpException("expected a list");
    }
    int from = header(first, 0xc0);
    position = contentEnd;
    return new RlpReader(data, from, contentEnd);
  }

  /** The next item, which must be a byte string. */
  Bytes bytes() throws RlpException {
    int first = firstByte();
    if (first >= 0xc0) {
      throw new RlpException("expected bytes, found a list");
    }
    if (first < 0x80) {
      position++;
      return Bytes.of((byte) first);
    }
    int from = header(first, 0x80);
    if (contentEnd - from == 1 && (data[from] & 0xff) < 0x80) {
      throw new RlpException("a single byte below 0x80 must stand for itself");
    }
    position = contentEnd;
    return Bytes.wrap(Arrays.copyOfRange(data, from, contentEnd));
  }

  /** The next item as bytes of exactly this size. */
  Bytes bytes(int size) throws RlpException {
    Bytes bytes = bytes();
    if (bytes.size() != size) {
      throw new RlpException("expected " + size + " bytes, found " + bytes.size());
    }
    return bytes;
  }

  /** The next item as an unsigned number below 2^256. */
  BigInteger uint256() throws RlpException {
    return new BigInteger(1, number(32).unsafeArray());
  }

  /** The next item as an unsigned number, at most 2^63-1. */
  long uint63() throws RlpException {
    Bytes bytes = number(8);
    long value = 0;
    for (byte b : bytes.unsafeArray()) {
      value = value << 8 | (b & 0xff);
    }
    if (value < 0) {
      throw new RlpException("above 2^63-1");
    }
    return value;
  }

  private Bytes number(int maxSize) throws RlpException {
    Bytes bytes = bytes();
    if (bytes.size() > maxSize) {
      throw new RlpException("number of more than " + maxSize + " bytes");
    }
    if (!bytes.isEmpty() && bytes.get(0) == 0) {
      throw new RlpException("number with leading zeros");
    }
    return bytes;
  }

  private int firstByte() throws RlpException {
    if (atEnd()) {
      throw new RlpException("missing");
    }
    return data[position] & 0xff;
  }

  /**
   * Reads the length behind {@code first}; sets {@code contentEnd}, returns the content's start.
   */
  private int header(int first, int base) throws RlpException {
    int shortLength = first - base;
    if (shortLength <= 55) {
      return content(position + 1, shortLength);
    }
    int lengthSize = shortLength - 55;
    if (lengthSize > end - position - 1) {
      throw new RlpException("cut off");
    }
    if (data[position + 1] == 0) {
      throw new RlpException("length with leading zeros");
    }
    if (lengthSize > 4) {
      throw new RlpException("cut off");
    }
    long length = 0;
    for (int i = 0; i < lengthSize; i++) {
      length = length << 8 | (data[position + 1 + i] & 0xff);
    }
    if (length <= 55) {
      throw new RlpException("long form of a short length");
    }
    return content(position + 1 + lengthSize, length);
  }

  private int content(int from, long length) throws RlpException {
    if (length > end - from) {
      throw new RlpException("cut off");
    }
    contentEnd = from + (int) length;
    return from;
  }
}
