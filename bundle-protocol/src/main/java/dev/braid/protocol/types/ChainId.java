package dev.braid.protocol.types;

/** A chain id, 1 to {@link #MAX} (EIP-2294: so that {@code 2 * id + 36} fits into 64 bits). */
public record ChainId(long value) implements Comparable<ChainId> {
  public static final long MAX = Long.MAX_VALUE - 36;

  public ChainId {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("chain id out of range: " + value);
    }
  }

  @Override
  public int compareTo(ChainId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
