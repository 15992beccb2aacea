package dev.braid.protocol.log;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.NetworkId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What someone must know to check receipts offline (D3): the network id, the first member set, and
 * the changes of it, each proved under the set before. Immutable.
 *
 * @param sets by the height of the batch that set them
 */
public record MemberSets(NetworkId networkId, PSortedMap<Long, MemberSet> sets) {

  /** Who signs, and how many of them make a certificate. */
  public record MemberSet(List<Address> members, NetworkParameters.Quorum quorum) {
    public MemberSet {
      members = List.copyOf(members);
    }
  }

  /** The sets with one more, or why the proof does not hold. */
  public sealed interface Result {
    record Known(MemberSets sets) implements Result {}

    record Refused(String why) implements Result {}
  }

  /** For who trusts a first member set. */
  public static MemberSets trusting(
      NetworkId networkId, List<Address> members, NetworkParameters.Quorum quorum) {
    return new MemberSets(networkId, TreePMap.singleton(0L, new MemberSet(members, quorum)));
  }

  /**
   * For who trusts a network id: it is the hash of the first batch, which names the first set. Its
   * certificate proves nothing more.
   */
  public static Result of(NetworkId networkId, Batch first) {
    if (first.height() != 0
        || first.entries().isEmpty()
        || !(first.entries().getFirst() instanceof Entry.NetworkStarted started)) {
      return new Result.Refused("not the first batch of a network");
    }
    try {
      if (!BatchHeader.of(first).hash(networkId).value().equals(networkId.value())) {
        return new Result.Refused("the first batch is another network's");
      }
    } catch (MalformedValueException e) {
      return new Result.Refused("the first batch is malformed");
    }
    return new Result.Known(
        trusting(networkId, started.parameters().members(), started.parameters().quorum()));
  }

  /** Learns the next change of members, in order of height. */
  public Result with(Secp256k1 secp256k1, EntryProof proof) {
    if (!(proof.entry() instanceof Entry.MemberChanged change)) {
      return new Result.Refused("not a change of members");
    }
    if (!proof.networkId().equals(networkId)) {
      return new Result.Refused("of another network");
    }
    long height = proof.batch().height();
    if (height <= sets.lastKey()) {
      return new Result.Refused("changes are learned in order of height");
    }
    EntryEncoding encoding;
    try {
      encoding = EntryEncoding.of(change);
    } catch (MalformedValueException e) {
      return new Result.Refused("the entry is malformed");
    }
    if (!Merkle.check(
        proof.batch().root(),
        proof.batch().entryCount(),
        proof.index(),
        encoding.leaf(),
        proof.inclusionProof())) {
      return new Result.Refused("the entry does not stand in the batch");
    }
    String problem = problem(secp256k1, proof.batch(), proof.certificate());
    return problem != null
        ? new Result.Refused(problem)
        : new Result.Known(
            new MemberSets(
                networkId, sets.plus(height, new MemberSet(change.members(), change.quorum()))));
  }

  /**
   * Why a certificate does not prove that this batch stands in the log and is not void; null when
   * it does. Only the newest set below a height may sign it: members of the past sign no present.
   */
  @Nullable String problem(Secp256k1 secp256k1, BatchHeader batch, Certificate certificate) {
    if (certificate.isVoid()) {
      return "the batch is void";
    }
    if (certificate.height() != batch.height()
        || !certificate.batchHash().equals(batch.hash(networkId))) {
      return "the certificate is of another batch";
    }
    if (batch.height() == 0 && !certificate.batchHash().value().equals(networkId.value())) {
      return "the first batch is another network's";
    }
    long setHeight = batch.height() == 0 ? 0 : sets.headMap(batch.height()).lastKey();
    MemberSet set = sets.get(setHeight);
    if (set == null || certificate.memberSet() != setHeight) {
      return "the member set is not the one that signs at this height";
    }
    return Certificates.problem(secp256k1, networkId, set.members(), set.quorum(), certificate);
  }
}
