package dev.braid.protocol.log;

import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds receipts from what the store keeps, and the proofs that member changes need. */
public final class Receipts {
  private Receipts() {}

  /**
   * The receipt of a position.
   *
   * @throws IllegalArgumentException when no bundle is sequenced there
   */
  public static Receipt.OfPosition position(
      NetworkId networkId, Batch batch, int index, Certificate certificate) {
    if (!(entry(batch, index) instanceof Entry.BundleSequenced sequenced)) {
      throw new IllegalArgumentException("no bundle at " + batch.height() + "-" + index);
    }
    Proof proof = Proof.of(batch, index);
    return new Receipt.OfPosition(
        sequenced.id(),
        networkId,
        new Position(batch.height(), index),
        proof.header(),
        proof.entryHash(),
        proof.path(),
        certificate);
  }

  /**
   * The receipt of an outcome, or null when the decision does not name the bundle.
   *
   * @throws IllegalArgumentException when no decision stands there
   */
  public static Receipt.@Nullable OfDecision decision(
      NetworkId networkId, Batch batch, int index, BundleId id, Certificate certificate) {
    if (!(entry(batch, index) instanceof Entry.RoundDecided decided)) {
      throw new IllegalArgumentException("no decision at " + batch.height() + "-" + index);
    }
    OutcomeTree tree = OutcomeTree.of(decided);
    Outcome outcome = tree.find(id);
    if (outcome == null) {
      return null;
    }
    Proof proof = Proof.of(batch, index);
    return new Receipt.OfDecision(
        networkId,
        new Position(batch.height(), index),
        proof.header(),
        proof.entryHash(),
        proof.path(),
        certificate,
        outcome,
        tree.proof(outcome));
  }

  /**
   * The proof of a whole entry, for {@link MemberSets}.
   *
   * @throws IllegalArgumentException when there is no such entry
   */
  public static EntryProof entry(
      NetworkId networkId, Batch batch, int index, Certificate certificate) {
    Entry entry = entry(batch, index);
    Proof proof = Proof.of(batch, index);
    return new EntryProof(networkId, proof.header(), index, entry, proof.path(), certificate);
  }

  private static Entry entry(Batch batch, int index) {
    if (index < 0 || index >= batch.entries().size()) {
      throw new IllegalArgumentException("no entry at " + batch.height() + "-" + index);
    }
    return batch.entries().get(index);
  }

  private record Proof(BatchHeader header, Bytes32 entryHash, List<Bytes32> path) {
    static Proof of(Batch batch, int index) {
      List<EntryEncoding> encodings = batch.entries().stream().map(EntryEncoding::of).toList();
      List<Bytes32> leaves = encodings.stream().map(EntryEncoding::leaf).toList();
      return new Proof(
          new BatchHeader(
              batch.height(),
              batch.previousHash(),
              batch.term(),
              batch.timeMillis(),
              leaves.size(),
              Merkle.root(leaves)),
          encodings.get(index).restHash(),
          Merkle.proof(leaves, index));
    }
  }
}
