package dev.braid.coordinator.crypto;

import dev.braid.protocol.crypto.BouncyCastleSecp256k1;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Bytes32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the secp256k1 implementation of this process. */
public final class Curves {
  private static final Logger LOG = LoggerFactory.getLogger(Curves.class);

  private Curves() {}

  /** The native one where it loads and computes as Bouncy Castle does, else Bouncy Castle. */
  public static Secp256k1 fastest() {
    Secp256k1 reference = new BouncyCastleSecp256k1();
    try {
      Secp256k1 candidate = new NativeSecp256k1();
      if (agree(candidate, reference)) {
        return candidate;
      }
      LOG.error("native secp256k1 computes other results, using Bouncy Castle");
    } catch (LinkageError | RuntimeException e) {
      LOG.info("no native secp256k1 here, using Bouncy Castle why=\"{}\"", e.toString());
    }
    return reference;
  }

  private static boolean agree(Secp256k1 a, Secp256k1 b) {
    PrivateKey key = new PrivateKey(Keccak.hash(Bytes32.ZERO.bytes()));
    Bytes32 digest = key.secret();
    Signature signature = a.sign(digest, key);
    return signature.equals(b.sign(digest, key))
        && b.address(key).equals(a.recover(digest, signature));
  }
}
