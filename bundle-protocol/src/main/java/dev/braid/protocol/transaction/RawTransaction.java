package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.TransactionHash;

/** A signed raw transaction as sent (EIP-2718 envelope or legacy RLP), and its hash. */
public final class RawTransaction {
  private final Bytes raw;
  private final TransactionHash hash;

  private RawTransaction(Bytes raw, TransactionHash hash) {
    this.raw = raw;
    this.hash = hash;
  }

  public static RawTransaction of(Bytes raw) {
    return new RawTransaction(raw, new TransactionHash(Keccak.hash(raw)));
  }

  public Bytes raw() {
    return raw;
  }

  public TransactionHash hash() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawTransaction that && raw.equals(that.raw);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return hash.toHex();
  }
}
