package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.types.ChainId;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The methods of {@code /rollup/<chainId>}: what wallets and tools call on a chain's node. One that
 * is not named here does not exist; in particular nothing that steers, debugs or unlocks the node.
 */
final class RollupMethods {
  /** On the way; until then clients fall back to asking again and again, which works. */
  private static final List<String> NOT_YET =
      List.of(
          "eth_newFilter",
          "eth_newBlockFilter",
          "eth_newPendingTransactionFilter",
          "eth_getFilterChanges",
          "eth_getFilterLogs",
          "eth_uninstallFilter",
          "eth_subscribe",
          "eth_unsubscribe",
          "eth_sendRawTransactionSync",
          "eth_sendBundle",
          "eth_callBundle",
          "eth_cancelBundle",
          "mev_sendBundle",
          "mev_simBundle");

  private RollupMethods() {}

  static MethodTable of(RollupReads reads, SendRawTransaction send, ChainId chainId) {
    Map<String, RpcMethod> methods = new LinkedHashMap<>();
    RollupReads.PASSED_ON.forEach(name -> methods.put(name, reads.passedOn(name)));
    methods.put("eth_getTransactionCount", reads::getTransactionCount);
    methods.put("eth_getTransactionByHash", reads::getTransactionByHash);
    methods.put("eth_getRawTransactionByHash", reads::getRawTransactionByHash);
    methods.put("eth_getTransactionReceipt", reads::getTransactionReceipt);
    methods.put("eth_sendRawTransaction", send);
    // Braid holds nobody's keys.
    methods.put("eth_accounts", request -> Future.succeededFuture(Json.NODES.arrayNode()));
    for (String name : NOT_YET) {
      methods.put(
          name,
          request -> {
            throw new Refusal(
                RpcError.of(RpcError.UNSUPPORTED, "NOT_YET", absent(name)).chain(chainId));
          });
    }
    return MethodTable.of(
        methods, RpcError.of(RpcError.METHOD, "METHOD_NOT_FOUND", absent("called")).chain(chainId));
  }

  /** geth's words, by which ethers knows that it must poll. */
  private static String absent(String name) {
    return "the method " + name + " does not exist/is not available";
  }
}
