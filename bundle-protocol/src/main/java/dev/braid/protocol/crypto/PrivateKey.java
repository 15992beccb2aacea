package dev.braid.protocol.crypto;

import dev.braid.protocol.types.Bytes32;

/** A secp256k1 secret. Never printed: {@link #toString} masks it. */
public final class PrivateKey {
  private final Bytes32 secret;

  public PrivateKey(Bytes32 secret) {
    this.secret = secret;
  }

  public Bytes32 secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "PrivateKey(masked)";
  }
}
