package dev.braid.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.harness.EnginePort;
import dev.braid.it.harness.Geth;
import dev.braid.it.harness.JsonRpc;
import java.util.ArrayList;
import java.util.List;

/**
 * The yardstick of rounds on geth: a block built of a list of raw transactions, executed, its
 * receipts read, made the head, and nothing else. Four requests a block.
 */
final class BareGeth {
  private static final String ZERO = "0x" + "00".repeat(32);
  private static final String NOBODY = "0x" + "00".repeat(20);

  private final JsonRpc rpc;
  private final EnginePort engine;

  BareGeth(Geth geth) {
    this.rpc = geth.rpc();
    this.engine = geth.enginePort();
  }

  /** Raw transactions of the given slice of every bundle. */
  static List<String> transactions(List<ObjectNode> bundles, int slice) {
    List<String> raws = new ArrayList<>();
    for (ObjectNode bundle : bundles) {
      bundle.path("slices").path(slice).path("txs").forEach(raw -> raws.add(raw.asText()));
    }
    return raws;
  }

  /** What stands now; read before the clock of the bench runs. */
  JsonNode head() {
    return rpc.result("eth_getBlockByNumber", "latest", false);
  }

  void round(JsonNode head, List<String> raws) {
    long parentTime = Long.decode(head.path("timestamp").asText());
    ObjectNode attributes = JsonRpc.JSON.createObjectNode();
    long time = Math.max(parentTime + 1, System.currentTimeMillis() / 1_000);
    attributes.put("timestamp", "0x" + Long.toHexString(time));
    attributes.put("prevRandao", ZERO);
    attributes.put("suggestedFeeRecipient", NOBODY);
    attributes.putArray("withdrawals");
    attributes.put("parentBeaconBlockRoot", ZERO);
    JsonNode built =
        rpc.result("testing_buildBlockV1", head.path("hash").asText(), attributes, raws, "0x");
    valid(engine.newPayload(built));
    String hash = built.path("executionPayload").path("blockHash").asText();
    JsonNode receipts = rpc.result("debug_getRawReceipts", hash);
    if (receipts.size() != raws.size()) {
      throw new IllegalStateException(receipts.size() + " receipts of " + raws.size());
    }
    valid(engine.forkchoiceUpdated(hash).path("payloadStatus"));
  }

  private static void valid(JsonNode status) {
    if (!status.path("status").asText().equals("VALID")) {
      throw new IllegalStateException("not valid: " + status);
    }
  }
}
