package dev.braid.it.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.BundleId;
import dev.braid.it.checker.Hashing;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.harness.Anvil;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lands bundles on anvils by hand and tells what a node would tell, so that the checker itself is
 * tested, with lies and half-landed bundles too.
 */
final class FakeNode {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Long, Anvil> anvils = new LinkedHashMap<>();
  private long height = 1;

  FakeNode(List<Anvil> anvils) {
    anvils.forEach(anvil -> this.anvils.put(anvil.chainId(), anvil));
  }

  Map<Long, String> urls() {
    Map<Long, String> urls = new LinkedHashMap<>();
    anvils.forEach((chainId, anvil) -> urls.put(chainId, anvil.url()));
    return urls;
  }

  /** Mines {@code raws} as one block of one rollup, in this order. */
  void mine(long chainId, List<String> raws) {
    Anvil anvil = anvil(chainId);
    raws.forEach(raw -> anvil.rpc().result("eth_sendRawTransaction", raw));
    anvil.rpc().result("evm_mine");
  }

  /**
   * One block for each rollup that a bundle names, holding all their slices; all told as included.
   */
  List<SentBundle> land(ObjectNode... bundles) {
    Map<Long, List<String>> blocks = new LinkedHashMap<>();
    for (ObjectNode bundle : bundles) {
      for (JsonNode slice : bundle.path("slices")) {
        List<String> block =
            blocks.computeIfAbsent(
                Hashing.number(slice.path("chainId").asText()).longValueExact(),
                key -> new ArrayList<>());
        slice.path("txs").forEach(raw -> block.add(raw.asText()));
      }
    }
    blocks.forEach(this::mine);
    List<SentBundle> sent = new ArrayList<>();
    for (ObjectNode bundle : bundles) {
      sent.add(new SentBundle(bundle, included(bundle)));
    }
    return sent;
  }

  /** What a node that tells the truth says of a bundle that stands on its rollups. */
  ObjectNode included(ObjectNode bundle) {
    ObjectNode told = told(bundle, "included", 200);
    ArrayNode slices = told.putArray("slices");
    for (JsonNode slice : bundle.path("slices")) {
      long chainId = Hashing.number(slice.path("chainId").asText()).longValueExact();
      ObjectNode toldSlice = slices.addObject();
      toldSlice.put("chainId", Hashing.quantity(chainId)).put("state", "adopted");
      ArrayNode transactions = toldSlice.putArray("transactions");
      BigInteger payment = BigInteger.ZERO;
      for (JsonNode raw : slice.path("txs")) {
        String hash = Hashing.transactionHash(raw.asText());
        JsonNode receipt = anvil(chainId).rpc().result("eth_getTransactionReceipt", hash);
        if (transactions.isEmpty()) {
          toldSlice.set("blockNumber", receipt.get("blockNumber"));
          toldSlice.set("blockHash", receipt.get("blockHash"));
          toldSlice.set("firstIndex", receipt.get("transactionIndex"));
        }
        ObjectNode transaction = transactions.addObject().put("transactionHash", hash);
        transaction.set("status", receipt.get("status"));
        transaction.set("gasUsed", receipt.get("gasUsed"));
        payment = payment.add(payment(chainId, receipt));
      }
      toldSlice.put("payment", "0x" + payment.toString(16));
    }
    return told;
  }

  ObjectNode rejected(ObjectNode bundle) {
    ObjectNode told = told(bundle, "rejected", 400);
    ArrayNode slices = told.putArray("slices");
    for (JsonNode slice : bundle.path("slices")) {
      slices.addObject().put("state", "none").set("chainId", slice.get("chainId"));
    }
    told.putObject("reason").put("code", "REVERTED");
    return told;
  }

  private ObjectNode told(ObjectNode bundle, String state, int statusCode) {
    height++;
    String cursor = height + "-0";
    ObjectNode told = JSON.createObjectNode();
    told.put("bundleId", BundleId.of(bundle)).put("state", state).put("statusCode", statusCode);
    told.put("cursor", cursor);
    ArrayNode history = told.putArray("history");
    history.addObject().put("state", "sequenced").put("cursor", cursor).put("timeMillis", "0x1");
    history.addObject().put("state", state).put("cursor", height + "-1").put("timeMillis", "0x2");
    return told;
  }

  private BigInteger payment(long chainId, JsonNode receipt) {
    JsonNode block =
        anvil(chainId).rpc().result("eth_getBlockByHash", receipt.get("blockHash").asText(), false);
    BigInteger baseFee = Hashing.number(block.get("baseFeePerGas").asText());
    BigInteger price = Hashing.number(receipt.get("effectiveGasPrice").asText());
    return price.subtract(baseFee).multiply(Hashing.number(receipt.get("gasUsed").asText()));
  }

  private Anvil anvil(long chainId) {
    Anvil anvil = anvils.get(chainId);
    if (anvil == null) {
      throw new IllegalArgumentException("no anvil for chain " + chainId);
    }
    return anvil;
  }
}
