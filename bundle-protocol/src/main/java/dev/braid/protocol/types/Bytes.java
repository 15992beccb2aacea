package dev.braid.protocol.types;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string. Compared by content; ordered as unsigned bytes. */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] value;
  private int hash;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies {@code value}. */
  public static Bytes of(byte... value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /** Takes {@code value} over without a copy: the caller must not change it afterwards. */
  public static Bytes wrap(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value);
  }

  /**
   * Parses {@code 0x}-prefixed hex of either case.
   *
   * @throws IllegalArgumentException when the prefix is missing, the length is odd or a digit is
   *     bad
   */
  public static Bytes fromHex(String hex) {
    if (!hex.startsWith("0x")) {
      throw new IllegalArgumentException("hex must start with 0x");
    }
    return wrap(HEX.parseHex(hex, 2, hex.length()));
  }

  public int size() {
    return value.length;
  }

  public boolean isEmpty() {
    return value.length == 0;
  }

  public byte get(int index) {
    return value[index];
  }

  /** A copy of the bytes {@code from} (included) to {@code to} (excluded). */
  public Bytes slice(int from, int to) {
    return wrap(Arrays.copyOfRange(value, from, to));
  }

  /** A copy of the content. */
  public byte[] toArray() {
    return value.clone();
  }

  /**
   * The content itself, for hashing and encoding without a copy. The caller must not change it:
   * this is a promise, not a check.
   */
  public byte[] unsafeArray() {
    return value;
  }

  public String toHex() {
    return "0x" + HEX.formatHex(value);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = Arrays.hashCode(value);
    }
    return hash;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
