package dev.braid.protocol.types;

/** The hash of a batch of the log (design section 5). */
public record BatchHash(Bytes32 value) implements Comparable<BatchHash> {
  public static BatchHash fromHex(String hex) {
    return new BatchHash(Bytes32.fromHex(hex));
  }

  public String toHex() {
    return value.toHex();
  }

  @Override
  public int compareTo(BatchHash other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
