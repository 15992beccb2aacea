package dev.braid.it.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.harness.Anvil;
import dev.braid.it.harness.JsonRpc;
import java.util.ArrayList;
import java.util.List;

/**
 * The yardstick of F3: raw transactions in batches of 32, mined, receipts read, and nothing else.
 */
final class BareAnvil {
  private static final int BATCH = 32;

  private BareAnvil() {}

  /** Request bodies that send the given slice of every bundle. */
  static List<String> bodies(List<ObjectNode> bundles, int slice) {
    List<String> bodies = new ArrayList<>();
    ArrayNode batch = JsonRpc.JSON.createArrayNode();
    for (ObjectNode bundle : bundles) {
      for (JsonNode raw : bundle.path("slices").path(slice).path("txs")) {
        batch.add(JsonRpc.request("eth_sendRawTransaction", raw.asText()));
        if (batch.size() == BATCH) {
          bodies.add(batch.toString());
          batch = JsonRpc.JSON.createArrayNode();
        }
      }
    }
    if (!batch.isEmpty()) {
      bodies.add(batch.toString());
    }
    return bodies;
  }

  static void mine(Anvil anvil, List<String> bodies, int transactions) {
    JsonRpc rpc = anvil.rpc();
    bodies.forEach(rpc::post);
    rpc.result("evm_mine");
    JsonNode receipts = rpc.result("eth_getBlockReceipts", "latest");
    if (receipts.size() != transactions) {
      throw new IllegalStateException("mined " + receipts.size() + " of " + transactions);
    }
  }
}
