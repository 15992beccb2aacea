package dev.braid.coordinator.simulation;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that cost nothing and prove nothing: r carries the address, s a mixture of digest and
 * address. Nobody in the simulation forges on purpose, so what fits was signed.
 */
final class SimSecp256k1 implements Secp256k1 {
  private static final int ADDRESS_AT = 12;

  @Override
  public @Nullable Address recover(Bytes32 digest, Signature signature) {
    if (!signature.isCanonical()) {
      return null;
    }
    byte[] given = signature.bytes().toArray();
    byte[] address = Arrays.copyOfRange(given, ADDRESS_AT, 32);
    return Arrays.equals(given, bytes(digest, address)) ? new Address(Bytes.wrap(address)) : null;
  }

  @Override
  public Signature sign(Bytes32 digest, PrivateKey key) {
    return new Signature(Bytes.wrap(bytes(digest, address(key).bytes().toArray())));
  }

  @Override
  public Address address(PrivateKey key) {
    byte[] hash = Keccak.hash(key.secret().bytes().toArray()).bytes().toArray();
    return new Address(Bytes.wrap(Arrays.copyOfRange(hash, ADDRESS_AT, 32)));
  }

  private static byte[] bytes(Bytes32 digest, byte[] address) {
    byte[] out = new byte[Signature.SIZE];
    System.arraycopy(address, 0, out, ADDRESS_AT, address.length);
    byte[] hash = digest.bytes().unsafeArray();
    long mixed = 0x9E3779B97F4A7C15L;
    for (byte each : hash) {
      mixed = Long.rotateLeft(mixed * 0xBF58476D1CE4E5B9L + each, 23);
    }
    for (byte each : address) {
      mixed = Long.rotateLeft(mixed * 0x94D049BB133111EBL + each, 29);
    }
    for (int i = 0; i < 4; i++) {
      mixed = (mixed ^ (mixed >>> 31)) * 0xBF58476D1CE4E5B9L + i;
      for (int j = 0; j < Long.BYTES; j++) {
        out[32 + i * Long.BYTES + j] = (byte) (mixed >>> (8 * j));
      }
    }
    out[32] &= 0x3f;
    out[63] |= 1;
    out[64] = 27;
    return out;
  }
}
