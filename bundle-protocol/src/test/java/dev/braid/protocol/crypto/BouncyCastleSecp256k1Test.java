package dev.braid.protocol.crypto;

final class BouncyCastleSecp256k1Test extends Secp256k1Contract {
  @Override
  protected Secp256k1 curve() {
    return new BouncyCastleSecp256k1();
  }
}
