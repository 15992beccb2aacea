package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.Genesis;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import java.security.SecureRandom;
import java.util.List;

/** What the first batch of a new network says: its members, and no rollups yet. */
final class Networks {
  private Networks() {}

  static Genesis begin(List<Address> members) {
    byte[] salt = new byte[Bytes32.SIZE];
    new SecureRandom().nextBytes(salt);
    return new Genesis(
        new NetworkParameters(
            NetworkParameters.RULES_VERSION,
            Limits.DEFAULT,
            NetworkParameters.Quorum.MAJORITY,
            members,
            List.of()),
        Bytes32.wrap(salt));
  }
}
