package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BatchHeader;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.log.MalformedValueException;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.NetworkId;
import java.util.List;

/**
 * Whether bytes that another member sent are those that the log took under their hash. Bytes that
 * do not hash to it are either a lie, or what a lying leader appended: a void batch, which only its
 * certificate shows.
 */
final class FetchedCheck {
  private final Secp256k1 secp256k1;
  private final List<Address> firstMembers;

  /**
   * @param firstMembers who signs while the log is empty here
   */
  FetchedCheck(Secp256k1 secp256k1, List<Address> firstMembers) {
    this.secp256k1 = secp256k1;
    this.firstMembers = List.copyOf(firstMembers);
  }

  /**
   * @param networkId 32 zero bytes for the first batch
   */
  boolean isAuthentic(NetworkId networkId, TakenBatch taken) {
    AppendClaim claim = taken.claim();
    try {
      Batch batch = LogCodec.decodeBatch(taken.bytes());
      return batch.height() == claim.height()
          && batch.previousHash().equals(claim.previousHash())
          && batch.term() == claim.term()
          && BatchHeader.of(batch).hash(networkId).equals(claim.hash());
    } catch (CodecException | MalformedValueException e) {
      return false;
    }
  }

  /**
   * Whether the members certify that this batch is void.
   *
   * @param applied the newest state here
   */
  boolean provesVoid(State applied, NetworkId networkId, AppendClaim claim, Certificate proof) {
    List<Address> members = applied.isEmpty() ? firstMembers : applied.parameters().members();
    Quorum quorum = applied.isEmpty() ? Quorum.MAJORITY : applied.parameters().quorum();
    return proof.isVoid()
        && proof.height() == claim.height()
        && proof.batchHash().equals(claim.hash())
        && Certificates.problem(secp256k1, networkId, members, quorum, proof) == null;
  }
}
