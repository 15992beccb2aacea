package dev.braid.protocol.types;

/** The id of a bundle: its EIP-712 digest (api.md, Bundle). */
public record BundleId(Bytes32 value) implements Comparable<BundleId> {
  public static BundleId fromHex(String hex) {
    return new BundleId(Bytes32.fromHex(hex));
  }

  public String toHex() {
    return value.toHex();
  }

  @Override
  public int compareTo(BundleId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
