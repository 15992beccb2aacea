package dev.braid.protocol.log;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What members sign of a batch, and whether a certificate holds (design section 5, D4). */
public final class Certificates {
  private static final String DOMAIN = "braid certificate v1";

  private Certificates() {}

  /**
   * What each member signs, after its own fsync and its own {@code apply}.
   *
   * @param memberSet height of the batch that set the members that sign
   */
  public static Bytes32 digest(
      NetworkId networkId, long memberSet, long height, boolean isVoid, BatchHash batchHash) {
    return new CanonicalWriter()
        .domain(DOMAIN)
        .bytes32(networkId.value())
        .u64(memberSet)
        .u64(height)
        .bool(isVoid)
        .bytes32(batchHash.value())
        .hash();
  }

  public static Bytes32 digest(NetworkId networkId, Certificate certificate) {
    return digest(
        networkId,
        certificate.memberSet(),
        certificate.height(),
        certificate.isVoid(),
        certificate.batchHash());
  }

  /** Why a certificate does not hold, for people; null when it does. */
  public static @Nullable String problem(
      Secp256k1 secp256k1,
      NetworkId networkId,
      List<Address> members,
      NetworkParameters.Quorum quorum,
      Certificate certificate) {
    return Quorums.problem(
        secp256k1, digest(networkId, certificate), members, quorum, certificate.signatures());
  }
}
