package dev.braid.protocol.types;

/** The hash of a rollup block. */
public record BlockHash(Bytes32 value) implements Comparable<BlockHash> {
  public static BlockHash fromHex(String hex) {
    return new BlockHash(Bytes32.fromHex(hex));
  }

  public String toHex() {
    return value.toHex();
  }

  @Override
  public int compareTo(BlockHash other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
