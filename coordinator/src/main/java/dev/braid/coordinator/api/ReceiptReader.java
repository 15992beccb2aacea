package dev.braid.coordinator.api;

import dev.braid.protocol.log.BatchHeader;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.Outcome;
import dev.braid.protocol.log.Receipt;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads receipts strictly from JSON, for their offline check (D3). */
public final class ReceiptReader {
  private static final Set<String> RECEIPT =
      Set.of(
          "bundleId",
          "networkId",
          "position",
          "batch",
          "entryHash",
          "inclusionProof",
          "certificate",
          "outcome",
          "outcomeProof");
  private static final Set<String> BATCH =
      Set.of("height", "previousHash", "term", "timeMillis", "entryCount", "root");

  private ReceiptReader() {}

  /**
   * @throws Refusal when it has not the shape of a receipt, naming the member
   */
  public static Receipt read(JsonValue value) {
    ObjectReader in = ObjectReader.of(value, "", RECEIPT);
    BundleId bundleId = new BundleId(hash(in, "bundleId"));
    NetworkId networkId = new NetworkId(hash(in, "networkId"));
    Position position = position(in.required("position"));
    BatchHeader batch = batch(in.required("batch"));
    Bytes32 entryHash = hash(in, "entryHash");
    List<Bytes32> proof = hashes(in, "inclusionProof");
    Certificate certificate = certificate(in.required("certificate"), batch.height());
    JsonValue outcome = in.optional("outcome");
    if (outcome == null) {
      return new Receipt.OfPosition(
          bundleId, networkId, position, batch, entryHash, proof, certificate);
    }
    Outcome decided = outcome(outcome);
    if (!decided.id().equals(bundleId)) {
      throw new Refusal(
          RpcError.parameter("outcome.bundleId", "BAD_VALUE", "the outcome is another bundle's"));
    }
    return new Receipt.OfDecision(
        networkId,
        position,
        batch,
        entryHash,
        proof,
        certificate,
        decided,
        hashes(in, "outcomeProof"));
  }

  private static Position position(JsonValue value) {
    ObjectReader in = ObjectReader.of(value, "position", Set.of("height", "index"));
    return new Position(number(in, "height"), count(in, "index"));
  }

  private static BatchHeader batch(JsonValue value) {
    ObjectReader in = ObjectReader.of(value, "batch", BATCH);
    return new BatchHeader(
        number(in, "height"),
        new BatchHash(hash(in, "previousHash")),
        number(in, "term"),
        number(in, "timeMillis"),
        count(in, "entryCount"),
        hash(in, "root"));
  }

  private static Certificate certificate(JsonValue value, long height) {
    ObjectReader in =
        ObjectReader.of(value, "certificate", Set.of("memberSet", "batchHash", "signatures"));
    in.required("signatures");
    List<MemberSignature> signatures = new ArrayList<>();
    List<JsonValue> items = in.array("signatures");
    for (int i = 0; i < items.size(); i++) {
      String path = "certificate.signatures[" + i + "]";
      ObjectReader item = ObjectReader.of(items.get(i), path, Set.of("member", "signature"));
      signatures.add(
          new MemberSignature(
              Scalars.address(item.required("member"), item.join("member")),
              Scalars.signature(item.required("signature"), item.join("signature"))));
    }
    return new Certificate(
        number(in, "memberSet"), height, false, new BatchHash(hash(in, "batchHash")), signatures);
  }

  private static Outcome outcome(JsonValue value) {
    ObjectReader in =
        ObjectReader.of(
            value, "outcome", Set.of("bundleId", "outcome", "index", "count", "slices"));
    in.required("slices");
    List<Outcome.Block> slices = new ArrayList<>();
    List<JsonValue> items = in.array("slices");
    for (int i = 0; i < items.size(); i++) {
      String path = "outcome.slices[" + i + "]";
      ObjectReader item =
          ObjectReader.of(items.get(i), path, Set.of("chainId", "blockNumber", "blockHash"));
      slices.add(
          new Outcome.Block(
              chainId(item), number(item, "blockNumber"), new BlockHash(hash(item, "blockHash"))));
    }
    return new Outcome(
        count(in, "index"),
        count(in, "count"),
        new BundleId(hash(in, "bundleId")),
        kind(in),
        slices);
  }

  private static Outcome.Kind kind(ObjectReader in) {
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      if (kind.word().equals(in.text("outcome"))) {
        return kind;
      }
    }
    throw new Refusal(
        RpcError.parameter("outcome.outcome", "BAD_VALUE", "expected included or rejected"));
  }

  private static ChainId chainId(ObjectReader in) {
    try {
      return new ChainId(number(in, "chainId"));
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          RpcError.parameter(in.join("chainId"), "BAD_VALUE", "chain id out of range"));
    }
  }

  private static long number(ObjectReader in, String name) {
    return Scalars.quantity(in.required(name), in.join(name));
  }

  private static int count(ObjectReader in, String name) {
    long number = number(in, name);
    if (number > Integer.MAX_VALUE) {
      throw new Refusal(
          RpcError.parameter(in.join(name), "NUMBER_OUT_OF_RANGE", in.join(name) + ": too large"));
    }
    return (int) number;
  }

  private static Bytes32 hash(ObjectReader in, String name) {
    return Scalars.bytes32(in.required(name), in.join(name));
  }

  private static List<Bytes32> hashes(ObjectReader in, String name) {
    in.required(name);
    List<Bytes32> hashes = new ArrayList<>();
    List<JsonValue> items = in.array(name);
    for (int i = 0; i < items.size(); i++) {
      hashes.add(Scalars.bytes32(items.get(i), in.join(name) + "[" + i + "]"));
    }
    return hashes;
  }
}
