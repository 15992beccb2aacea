package dev.braid.protocol.types;

/** The keccak-256 of a signed raw transaction. */
public record TransactionHash(Bytes32 value) implements Comparable<TransactionHash> {
  public static TransactionHash fromHex(String hex) {
    return new TransactionHash(Bytes32.fromHex(hex));
  }

  public String toHex() {
    return value.toHex();
  }

  @Override
  public int compareTo(TransactionHash other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
