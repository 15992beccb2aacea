package dev.braid.protocol.types;

/** A 20-byte Ethereum address. */
public record Address(Bytes bytes) implements Comparable<Address> {
  public static final int SIZE = 20;
  public static final Address ZERO = new Address(Bytes.wrap(new byte[SIZE]));

  public Address {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("expected 20 bytes, got " + bytes.size());
    }
  }

  /** Parses 40 hex digits of any case after {@code 0x}; the EIP-55 checksum is not checked. */
  public static Address fromHex(String hex) {
    return new Address(Bytes.fromHex(hex));
  }

  /** Lower-case hex; the EIP-55 form is made where answers are written. */
  public String toHex() {
    return bytes.toHex();
  }

  @Override
  public int compareTo(Address other) {
    return bytes.compareTo(other.bytes);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
