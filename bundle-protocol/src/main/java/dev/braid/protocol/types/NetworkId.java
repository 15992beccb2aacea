package dev.braid.protocol.types;

/** The id of a network: the hash of the first batch of its log. */
public record NetworkId(Bytes32 value) implements Comparable<NetworkId> {
  public static NetworkId fromHex(String hex) {
    return new NetworkId(Bytes32.fromHex(hex));
  }

  public String toHex() {
    return value.toHex();
  }

  @Override
  public int compareTo(NetworkId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
