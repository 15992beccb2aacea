package dev.braid.protocol.types;

/** Exactly 32 bytes: a hash, a root, a word. */
public record Bytes32(Bytes bytes) implements Comparable<Bytes32> {
  public static final int SIZE = 32;
  public static final Bytes32 ZERO = new Bytes32(Bytes.wrap(new byte[SIZE]));

  public Bytes32 {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("expected 32 bytes, got " + bytes.size());
    }
  }

  public static Bytes32 wrap(byte[] value) {
    return new Bytes32(Bytes.wrap(value));
  }

  public static Bytes32 fromHex(String hex) {
    return new Bytes32(Bytes.fromHex(hex));
  }

  public String toHex() {
    return bytes.toHex();
  }

  @Override
  public int compareTo(Bytes32 other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
