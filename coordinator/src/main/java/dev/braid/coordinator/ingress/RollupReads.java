package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.JsonValue;
import dev.braid.coordinator.api.JsonValue.JsonText;
import dev.braid.coordinator.api.ParamReader;
import dev.braid.coordinator.api.TransactionShape;
import dev.braid.coordinator.ingress.WaitingTransactions.Found;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a rollup: passed on to its node and answered unchanged, but for what a wallet asks about
 * transactions that wait: those wait here, not in the node's pool.
 */
final class RollupReads {
  /**
   * What is passed on: it reads the chain, holds no state in the node and shows nothing that is not
   * public. Everything else is refused, so that no new method of an engine is offered unseen.
   */
  static final Set<String> PASSED_ON =
      Set.of(
          "eth_blobBaseFee",
          "eth_blockNumber",
          "eth_call",
          "eth_chainId",
          "eth_config",
          "eth_createAccessList",
          "eth_estimateGas",
          "eth_feeHistory",
          "eth_gasPrice",
          "eth_getBalance",
          "eth_getBlockByHash",
          "eth_getBlockByNumber",
          "eth_getBlockReceipts",
          "eth_getBlockTransactionCountByHash",
          "eth_getBlockTransactionCountByNumber",
          "eth_getCode",
          "eth_getHeaderByHash",
          "eth_getHeaderByNumber",
          "eth_getLogs",
          "eth_getProof",
          "eth_getRawTransactionByBlockHashAndIndex",
          "eth_getRawTransactionByBlockNumberAndIndex",
          "eth_getStorageAt",
          "eth_getTransactionByBlockHashAndIndex",
          "eth_getTransactionByBlockNumberAndIndex",
          "eth_getUncleByBlockHashAndIndex",
          "eth_getUncleByBlockNumberAndIndex",
          "eth_getUncleCountByBlockHash",
          "eth_getUncleCountByBlockNumber",
          "eth_maxPriorityFeePerGas",
          "eth_simulateV1",
          "eth_syncing",
          "net_listening",
          "net_peerCount",
          "net_version",
          "web3_clientVersion",
          "web3_sha3");

  private static final String PENDING = "pending";
  private static final JsonNode LATEST = Json.NODES.textNode("latest");

  private final RollupNode node;
  private final LedgerReader ledger;
  private final WaitingTransactions waiting;

  RollupReads(RollupNode node, LedgerReader ledger, WaitingTransactions waiting) {
    this.node = node;
    this.ledger = ledger;
    this.waiting = waiting;
  }

  /** This method, passed on. */
  RpcMethod passedOn(String method) {
    return request -> node.read(request.context(), call(method, request.params()));
  }

  /** With {@code pending}: behind what waits here. */
  Future<JsonNode> getTransactionCount(RpcMethod.Request request) {
    List<JsonValue> params = request.params();
    Address account = params.isEmpty() ? null : ParamReader.addressOrNull(params.get(0));
    JsonRpcCall call = call("eth_getTransactionCount", params);
    if (account == null || params.size() < 2 || !isPending(params.get(1))) {
      return node.read(request.context(), call);
    }
    // Before the node is asked: what is adopted between would else be counted in neither.
    State state = ledger.state();
    return node.nonce(request.context(), call)
        .map(
            next ->
                Json.NODES.textNode(
                    Json.quantity(
                        WaitingTransactions.nextNonce(state, node.chainId(), account, next))));
  }

  Future<JsonNode> getTransactionByHash(RpcMethod.Request request) {
    Found found = found(request.params());
    return orWaiting(
        request,
        "eth_getTransactionByHash",
        found == null ? null : TransactionShape.waiting(found.transaction(), found.sender()));
  }

  Future<JsonNode> getRawTransactionByHash(RpcMethod.Request request) {
    Found found = found(request.params());
    return orWaiting(
        request,
        "eth_getRawTransactionByHash",
        found == null ? null : Json.NODES.textNode(found.transaction().raw().raw().toHex()));
  }

  /**
   * Of one that waits there is none yet, whatever the node says: geth that has no block yet answers
   * with an error, which wallets take for the end.
   */
  Future<JsonNode> getTransactionReceipt(RpcMethod.Request request) {
    return orWaiting(
        request,
        "eth_getTransactionReceipt",
        found(request.params()) == null ? null : Json.NODES.nullNode());
  }

  /** Looked up before the node is asked: what is adopted between would else be in neither. */
  private @Nullable Found found(List<JsonValue> params) {
    TransactionHash hash = params.isEmpty() ? null : ParamReader.hashOrNull(params.get(0));
    return hash == null ? null : waiting.find(hash);
  }

  /**
   * What the node has of it stands in a block; else what waits here, also when the node is down.
   */
  private Future<JsonNode> orWaiting(
      RpcMethod.Request request, String method, @Nullable JsonNode shape) {
    Future<JsonNode> asked = node.known(request.context(), call(method, request.params()));
    return shape == null
        ? asked
        : asked.map(known -> known.isNull() ? shape : known).otherwise(shape);
  }

  /** A block that is being built is nobody's business before it is decided: the head is shown. */
  private static JsonRpcCall call(String method, List<JsonValue> params) {
    List<JsonNode> out = new ArrayList<>(params.size());
    for (JsonValue param : params) {
      out.add(isPending(param) ? LATEST : Json.node(param));
    }
    if (method.equals("eth_getLogs") && !out.isEmpty() && out.get(0) instanceof ObjectNode filter) {
      for (String bound : List.of("fromBlock", "toBlock")) {
        if (filter.path(bound).asText().equals(PENDING)) {
          filter.set(bound, LATEST);
        }
      }
    }
    return new JsonRpcCall(method, out);
  }

  private static boolean isPending(JsonValue param) {
    return param instanceof JsonText text && text.value().equals(PENDING);
  }
}
