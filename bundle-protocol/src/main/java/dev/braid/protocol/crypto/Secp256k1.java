package dev.braid.protocol.crypto;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import org.jspecify.annotations.Nullable;

/**
 * secp256k1 signatures. Implementations are stateless, safe for use by several threads, never
 * blocking but heavy on the processor: never call them on an event loop.
 */
public interface Secp256k1 {
  /**
   * The address whose key made the signature, or null when it is no valid signature (r or s out of
   * range, high s, v other than 0, 1, 27, 28, no such point).
   */
  @Nullable Address recover(Bytes32 digest, Signature signature);

  /** Signs deterministically (RFC 6979), low s, v 27 or 28. */
  Signature sign(Bytes32 digest, PrivateKey key);

  /** The Ethereum address of a key: the last 20 bytes of keccak-256 of the public point. */
  Address address(PrivateKey key);
}
