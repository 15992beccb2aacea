package dev.braid.protocol.log;

import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of one batch, and the proofs that member changes need. Hashes the batch once; each
 * receipt of a position then takes only the steps up the tree. Immutable.
 */
public final class Receipts {
  private final NetworkId networkId;
  private final Batch batch;
  private final Certificate certificate;
  private final List<Bytes32> restHashes;
  private final MerkleTree tree;
  private final BatchHeader header;

  private Receipts(NetworkId networkId, Batch batch, Certificate certificate) {
    this.networkId = networkId;
    this.batch = batch;
    this.certificate = certificate;
    List<EntryEncoding> encodings = batch.entries().stream().map(EntryEncoding::of).toList();
    this.restHashes = encodings.stream().map(EntryEncoding::restHash).toList();
    this.tree = MerkleTree.over(encodings.stream().map(EntryEncoding::leaf).toList());
    this.header =
        new BatchHeader(
            batch.height(),
            batch.previousHash(),
            batch.term(),
            batch.timeMillis(),
            batch.entries().size(),
            tree.root());
  }

  /**
   * @throws MalformedValueException when an entry holds a value that has no canonical encoding:
   *     such a batch is void and has no receipts
   */
  public static Receipts of(NetworkId networkId, Batch batch, Certificate certificate) {
    return new Receipts(networkId, batch, certificate);
  }

  /**
   * The receipt of a position.
   *
   * @throws IllegalArgumentException when no bundle is sequenced there
   */
  public Receipt.OfPosition position(int index) {
    if (!(entryAt(index) instanceof Entry.BundleSequenced sequenced)) {
      throw new IllegalArgumentException("no bundle at " + batch.height() + "-" + index);
    }
    return new Receipt.OfPosition(
        sequenced.id(),
        networkId,
        new Position(batch.height(), index),
        header,
        restHashes.get(index),
        tree.proof(index),
        certificate);
  }

  /**
   * The receipt of an outcome, or null when the decision does not name the bundle.
   *
   * @throws IllegalArgumentException when no decision stands there
   */
  public Receipt.@Nullable OfDecision decision(int index, BundleId id) {
    if (!(entryAt(index) instanceof Entry.RoundDecided decided)) {
      throw new IllegalArgumentException("no decision at " + batch.height() + "-" + index);
    }
    OutcomeTree outcomes = OutcomeTree.of(decided);
    Outcome outcome = outcomes.find(id);
    if (outcome == null) {
      return null;
    }
    return new Receipt.OfDecision(
        networkId,
        new Position(batch.height(), index),
        header,
        restHashes.get(index),
        tree.proof(index),
        certificate,
        outcome,
        outcomes.proof(outcome));
  }

  /**
   * The proof of a whole entry, for {@link MemberSets}.
   *
   * @throws IllegalArgumentException when there is no such entry
   */
  public EntryProof entry(int index) {
    return new EntryProof(networkId, header, index, entryAt(index), tree.proof(index), certificate);
  }

  private Entry entryAt(int index) {
    if (index < 0 || index >= batch.entries().size()) {
      throw new IllegalArgumentException("no entry at " + batch.height() + "-" + index);
    }
    return batch.entries().get(index);
  }
}
