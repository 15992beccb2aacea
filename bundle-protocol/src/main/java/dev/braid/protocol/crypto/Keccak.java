package dev.braid.protocol.crypto;

import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum uses it (the padding before FIPS 202). */
public final class Keccak {
  private Keccak() {}

  /** The hash of the parts, one after the other. */
  public static Bytes32 hash(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(256);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[Bytes32.SIZE];
    digest.doFinal(out, 0);
    return Bytes32.wrap(out);
  }

  public static Bytes32 hash(Bytes data) {
    return hash(data.unsafeArray());
  }
}
