package dev.braid.protocol.log;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signatures of a quorum of members over one digest. */
final class Quorums {
  private static final int V_OFFSET = 64;

  private Quorums() {}

  /**
   * Why the signatures are not those of a quorum, or null when they are: ascending by member, each
   * member once, each a member's, in the one form that a signature has here (v 27 or 28, low s).
   */
  static @Nullable String problem(
      Secp256k1 secp256k1,
      Bytes32 digest,
      List<Address> members,
      NetworkParameters.Quorum quorum,
      List<MemberSignature> signatures) {
    Address previous = null;
    for (MemberSignature signature : signatures) {
      Address member = signature.member();
      if (previous != null && previous.compareTo(member) >= 0) {
        return "signatures are not ascending by member, each once";
      }
      previous = member;
      if (!members.contains(member)) {
        return member + " is not a member";
      }
      if (!isBy(secp256k1, digest, signature)) {
        return "the signature of " + member + " does not fit";
      }
    }
    int needed = quorum.size(members.size());
    return signatures.size() < needed
        ? signatures.size() + " signatures, " + needed + " needed"
        : null;
  }

  static boolean isBy(Secp256k1 secp256k1, Bytes32 digest, MemberSignature signature) {
    int v = signature.signature().bytes().get(V_OFFSET);
    return (v == 27 || v == 28)
        && signature.member().equals(secp256k1.recover(digest, signature.signature()));
  }
}
