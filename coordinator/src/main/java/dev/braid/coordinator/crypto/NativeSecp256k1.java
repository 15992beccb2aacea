package dev.braid.coordinator.crypto;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * secp256k1 by Bitcoin Core's C library ({@code fr.acinq.secp256k1}), several times as fast as
 * Java. Its results equal those of Bouncy Castle byte for byte: both sign by RFC 6979.
 */
final class NativeSecp256k1 implements Secp256k1 {
  private static final int COMPACT_SIZE = 64;

  private final fr.acinq.secp256k1.Secp256k1 library;

  /**
   * Loads the library.
   *
   * @throws LinkageError or RuntimeException when there is none for this platform
   */
  NativeSecp256k1() {
    this.library = fr.acinq.secp256k1.Secp256k1.get();
  }

  @Override
  public @Nullable Address recover(Bytes32 digest, Signature signature) {
    if (!signature.isCanonical()) {
      return null;
    }
    byte[] compact = Arrays.copyOf(signature.bytes().unsafeArray(), COMPACT_SIZE);
    return recover(digest, compact, signature.isOddY());
  }

  @Override
  public Signature sign(Bytes32 digest, PrivateKey key) {
    Address signer = address(key);
    byte[] compact =
        library.sign(digest.bytes().unsafeArray(), key.secret().bytes().unsafeArray(), null);
    // The library does not tell the parity: it is the one that leads back to the signer.
    boolean odd = !signer.equals(recover(digest, compact, false));
    byte[] out = Arrays.copyOf(compact, Signature.SIZE);
    out[COMPACT_SIZE] = (byte) (odd ? 28 : 27);
    return new Signature(Bytes.wrap(out));
  }

  @Override
  public Address address(PrivateKey key) {
    byte[] secret = key.secret().bytes().unsafeArray();
    if (!library.secKeyVerify(secret)) {
      throw new IllegalArgumentException("a private key must lie in 1 .. n-1");
    }
    return addressOf(library.pubkeyCreate(secret));
  }

  private @Nullable Address recover(Bytes32 digest, byte[] compact, boolean odd) {
    try {
      return addressOf(library.ecdsaRecover(compact, digest.bytes().unsafeArray(), odd ? 1 : 0));
    } catch (Secp256k1Exception e) {
      return null; // The library's only way to say that there is no such point.
    }
  }

  /** From an uncompressed point: 0x04, x, y. */
  private static Address addressOf(byte[] point) {
    return new Address(
        Keccak.hash(Arrays.copyOfRange(point, 1, point.length)).bytes().slice(12, Bytes32.SIZE));
  }
}
