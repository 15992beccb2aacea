package dev.braid.coordinator.log;

import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.CertificateAssembly;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;

/**
 * Signs batches with this member's key where it alone is the quorum. Deterministic (RFC 6979): a
 * certificate that was lost before it was written is made again as it was (D4: one batch per
 * height).
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

  /**
   * The certificate of the batch that made {@code after} of {@code before}; called only when that
   * is on the disk.
   *
   * @throws IllegalStateException when this member alone is no quorum
   */
  Certificate certify(State before, State after, boolean isVoid) {
    CertificateAssembly assembly = CertificateAssembly.begin(before, after, isVoid);
    MemberSignature own = new MemberSignature(member, secp256k1.sign(assembly.digest(), key));
    Certificate certificate = assembly.add(secp256k1, own).next().certificate();
    if (certificate == null) {
      throw new IllegalStateException(
          "member " + member + " alone cannot certify batch " + after.height());
    }
    return certificate;
  }

  /** Whether this member alone is a quorum of the members of this state. */
  boolean isQuorum(State state) {
    return state.parameters().members().contains(member)
        && state.parameters().quorum().size(state.parameters().members().size()) == 1;
  }
}
