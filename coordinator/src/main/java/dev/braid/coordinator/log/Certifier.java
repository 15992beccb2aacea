package dev.braid.coordinator.log;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;

/**
 * Signs with this member's key. Deterministic (RFC 6979): a signature that was lost before it was
 * written is made again as it was.
 */
public final class Certifier {
  private final Secp256k1 secp256k1;
  private final PrivateKey key;
  private final Address member;

  public Certifier(Secp256k1 secp256k1, PrivateKey key) {
    this.secp256k1 = secp256k1;
    this.key = key;
    this.member = secp256k1.address(key);
  }

  /** Who signs. */
  public Address member() {
    return member;
  }

  MemberSignature sign(Bytes32 digest) {
    return new MemberSignature(member, secp256k1.sign(digest, key));
  }

  Secp256k1 secp256k1() {
    return secp256k1;
  }

  /** Whether this member alone is a quorum of the members of this state. */
  boolean isQuorum(State state) {
    return state.parameters().members().contains(member)
        && state.parameters().quorum().size(state.parameters().members().size()) == 1;
  }
}
