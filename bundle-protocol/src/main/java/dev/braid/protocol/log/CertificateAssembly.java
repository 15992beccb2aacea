package dev.braid.protocol.log;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A certificate in the making: the members' signatures over one batch, as they come in. Immutable.
 *
 * @param memberSet height of the batch that set the members
 * @param signatures by member
 */
public record CertificateAssembly(
    NetworkId networkId,
    long memberSet,
    List<Address> members,
    NetworkParameters.Quorum quorum,
    long height,
    boolean isVoid,
    BatchHash batchHash,
    PSortedMap<Address, MemberSignature> signatures) {
  public CertificateAssembly {
    members = List.copyOf(members);
  }

  /**
   * Begins the certificate of the batch that made {@code after} of {@code before}: the members that
   * stood before it sign it, and those of the first batch that batch itself.
   */
  public static CertificateAssembly begin(State before, State after, boolean isVoid) {
    State set = before.isEmpty() ? after : before;
    return new CertificateAssembly(
        after.networkId(),
        set.memberSetHeight(),
        set.parameters().members(),
        set.parameters().quorum(),
        after.height(),
        isVoid,
        after.headHash(),
        TreePMap.empty());
  }

  /** What became of a signature. */
  public enum Outcome {
    TAKEN,
    /** The signer is no member. */
    FOREIGN,
    /** This member's signature is here. */
    DUPLICATE,
    /**
     * The signature does not fit this batch under this member set: it is bad, or made for another
     * height, batch or member set (stale).
     */
    NOT_OF_THIS_BATCH
  }

  /** The outcome, and the assembly after it: unchanged unless {@link Outcome#TAKEN}. */
  public record Result(Outcome outcome, CertificateAssembly next) {}

  /** What members sign. */
  public Bytes32 digest() {
    return Certificates.digest(networkId, memberSet, height, isVoid, batchHash);
  }

  public Result add(Secp256k1 secp256k1, MemberSignature signature) {
    if (!members.contains(signature.member())) {
      return new Result(Outcome.FOREIGN, this);
    }
    if (signatures.containsKey(signature.member())) {
      return new Result(Outcome.DUPLICATE, this);
    }
    if (!Quorums.isBy(secp256k1, digest(), signature)) {
      return new Result(Outcome.NOT_OF_THIS_BATCH, this);
    }
    return new Result(Outcome.TAKEN, with(signature));
  }

  /**
   * Adds a signature that this process has just made over {@link #digest}.
   *
   * @throws IllegalArgumentException when its signer is no member
   */
  public CertificateAssembly addOwn(MemberSignature signature) {
    if (!members.contains(signature.member())) {
      throw new IllegalArgumentException(signature.member() + " is no member");
    }
    return with(signature);
  }

  private CertificateAssembly with(MemberSignature signature) {
    return new CertificateAssembly(
        networkId,
        memberSet,
        members,
        quorum,
        height,
        isVoid,
        batchHash,
        signatures.plus(signature.member(), signature));
  }

  /** The certificate, or null while a quorum is missing. */
  public @Nullable Certificate certificate() {
    if (signatures.size() < quorum.size(members.size())) {
      return null;
    }
    List<MemberSignature> sorted = new ArrayList<>(signatures.values());
    sorted.sort(Comparator.comparing(MemberSignature::member));
    return new Certificate(memberSet, height, isVoid, batchHash, sorted);
  }
}
