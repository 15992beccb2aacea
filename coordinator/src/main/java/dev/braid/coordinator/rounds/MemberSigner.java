package dev.braid.coordinator.rounds;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.ChangeDigest;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;

/** This member's key, for changes of the rollup set alone. Heavy on the processor: on no loop. */
public final class MemberSigner {
  private final Secp256k1 curve;
  private final PrivateKey key;
  private final Address member;

  public MemberSigner(Secp256k1 curve, PrivateKey key) {
    this.curve = curve;
    this.key = key;
    this.member = curve.address(key);
  }

  Address member() {
    return member;
  }

  /**
   * @param state whose last change of parameters the signature names
   */
  MemberSignature sign(State state, Entry.RollupChanged change) {
    return new MemberSignature(member, curve.sign(digest(state, change), key));
  }

  boolean isBy(State state, Entry.RollupChanged change, MemberSignature signature) {
    return signature.member().equals(curve.recover(digest(state, change), signature.signature()));
  }

  private static Bytes32 digest(State state, Entry.RollupChanged change) {
    return ChangeDigest.rollup(
        state, change.chainId(), change.change(), change.definition(), change.detail());
  }
}
