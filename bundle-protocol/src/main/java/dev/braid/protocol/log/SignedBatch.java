package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.NetworkId;

/**
 * What a member says with its signature: that it has stored and checked this batch at this height
 * (D1, D4).
 *
 * @param memberSet height of the batch that set the members that sign
 * @param isVoid whether it found the batch to break a rule
 */
public record SignedBatch(
    long memberSet, long height, boolean isVoid, BatchHash batchHash, MemberSignature signature) {
  public Address member() {
    return signature.member();
  }

  /** Whether the signature is the member's over just this. */
  public boolean isValid(Secp256k1 secp256k1, NetworkId networkId) {
    return Quorums.isBy(
        secp256k1, Certificates.digest(networkId, memberSet, height, isVoid, batchHash), signature);
  }

  /** Whether both say the same of a height, whoever says it. */
  public boolean agrees(SignedBatch other) {
    return height == other.height && isVoid == other.isVoid && batchHash.equals(other.batchHash);
  }
}
