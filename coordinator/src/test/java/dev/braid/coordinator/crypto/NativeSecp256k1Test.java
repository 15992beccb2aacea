package dev.braid.coordinator.crypto;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.crypto.Secp256k1Contract;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On Linux, where the library is published for every architecture that the build knows. */
@EnabledOnOs(OS.LINUX)
final class NativeSecp256k1Test extends Secp256k1Contract {
  @Override
  protected Secp256k1 curve() {
    return new NativeSecp256k1();
  }
}
