package dev.braid.it.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.Hashing;
import dev.braid.it.checker.LogBatch;
import dev.braid.it.checker.LogTree;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Wallet;
import java.util.ArrayList;
import java.util.List;

/** A log made by hand, signed by wallets, in the shape in which members show theirs. */
final class FakeLog {
  private static final String ZERO = "0x" + "00".repeat(32);

  private final List<Wallet> signing;
  private final List<ObjectNode> batches = new ArrayList<>();

  FakeLog(List<Wallet> signing) {
    this.signing = signing;
  }

  /** The same batches so far, to be gone on with by other signers. */
  FakeLog fork(List<Wallet> others) {
    FakeLog fork = new FakeLog(others);
    batches.forEach(batch -> fork.batches.add(batch.deepCopy()));
    return fork;
  }

  static ObjectNode sequenced(String bundleId) {
    return entry("BundleSequenced", 3, bundleId).put("bundleId", bundleId);
  }

  static ObjectNode adopted(long chainId, long number) {
    return entry("RollupAdopted", 7, "0x")
        .put("chainId", Hashing.quantity(chainId))
        .put("blockNumber", Hashing.quantity(number));
  }

  static ObjectNode decided(String... bundleIds) {
    ObjectNode entry = entry("RoundDecided", 6, ZERO);
    ArrayNode included = entry.putArray("included");
    for (String id : bundleIds) {
      included.add(id);
    }
    return entry;
  }

  private static ObjectNode entry(String kind, int number, String head) {
    return JsonRpc.JSON
        .createObjectNode()
        .put("kind", kind)
        .put("kindNumber", number)
        .put("head", head)
        .put(
            "entryHash",
            Hashing.hex(Hashing.keccak(kind.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  FakeLog append(JsonNode... entries) {
    ObjectNode batch = JsonRpc.JSON.createObjectNode();
    int height = batches.size();
    batch.put("height", Hashing.quantity(height));
    batch.put("previousHash", height == 0 ? ZERO : batches.get(height - 1).get("hash").asText());
    batch.put("term", "0x1").put("timeMillis", Hashing.quantity(1_800_000_000_000L + height));
    batch.put("void", false);
    ArrayNode all = batch.putArray("entries");
    List.of(entries).forEach(all::add);
    String root = Hashing.hex(LogTree.root(leaves(batch)));
    String hash = LogBatch.hash(networkId(), batch, entries.length, root);
    batch.put("root", root).put("hash", hash);
    batches.add(batch);
    certify(batch, height, hash);
    return this;
  }

  private void certify(ObjectNode batch, long height, String hash) {
    byte[] digest = LogBatch.certificateDigest(networkId(), 0, height, false, hash);
    ObjectNode certificate = batch.putObject("certificate").put("memberSet", "0x0");
    ArrayNode signatures = certificate.put("batchHash", hash).putArray("signatures");
    for (Wallet wallet : signing) {
      signatures
          .addObject()
          .put("member", wallet.address())
          .put("signature", wallet.signDigest(digest));
    }
  }

  private String networkId() {
    return batches.isEmpty() ? ZERO : batches.get(0).get("hash").asText();
  }

  private static List<byte[]> leaves(JsonNode batch) {
    List<byte[]> leaves = new ArrayList<>();
    for (JsonNode entry : batch.get("entries")) {
      byte[] head = Hashing.bytes(entry.get("head").asText());
      byte[] rest = Hashing.bytes(entry.get("entryHash").asText());
      leaves.add(LogTree.leaf(entry.get("kindNumber").asInt(), head, rest));
    }
    return leaves;
  }

  ObjectNode batch(int height) {
    return batches.get(height);
  }

  List<LogBatch> read() {
    return batches.stream().map(LogBatch::new).toList();
  }

  /** What a client holds of the entry there. */
  ObjectNode receipt(int height, int index) {
    ObjectNode batch = batches.get(height);
    JsonNode entry = batch.get("entries").get(index);
    ObjectNode receipt = JsonRpc.JSON.createObjectNode();
    receipt.set("bundleId", entry.get("bundleId"));
    receipt.put("networkId", networkId());
    receipt
        .putObject("position")
        .put("height", Hashing.quantity(height))
        .put("index", Hashing.quantity(index));
    ObjectNode header = receipt.putObject("batch");
    for (String name : List.of("height", "previousHash", "term", "timeMillis", "root")) {
      header.set(name, batch.get(name));
    }
    header.put("entryCount", Hashing.quantity(batch.get("entries").size()));
    receipt.set("entryHash", entry.get("entryHash"));
    ArrayNode proof = receipt.putArray("inclusionProof");
    LogTree.proof(leaves(batch), index).forEach(step -> proof.add(Hashing.hex(step)));
    receipt.set("certificate", batch.get("certificate").deepCopy());
    return receipt;
  }
}
