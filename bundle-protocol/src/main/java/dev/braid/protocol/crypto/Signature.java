package dev.braid.protocol.crypto;

import dev.braid.protocol.types.Bytes;

/**
 * A recoverable secp256k1 signature of 65 bytes, {@code r ‖ s ‖ v}. The bytes are kept as given;
 * {@link Secp256k1#recover} says whether they are a valid signature (v 0, 1, 27 or 28; low s only,
 * EIP-2).
 */
public record Signature(Bytes bytes) {
  public static final int SIZE = 65;

  public Signature {
    if (bytes.size() != SIZE) {
      throw new IllegalArgumentException("expected 65 bytes, got " + bytes.size());
    }
  }
}
