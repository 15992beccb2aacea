package dev.braid.coordinator.crypto;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Secp256k1Contract;

/** Whatever is chosen on this platform keeps the contract. */
final class CurvesTest extends Secp256k1Contract {
  @Override
  protected Secp256k1 curve() {
    return Curves.fastest();
  }
}
