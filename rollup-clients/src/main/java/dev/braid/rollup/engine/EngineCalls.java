package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.types.Bytes32;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcFailureException;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code newPayload} and {@code forkchoiceUpdated}, in the version that a block needs. */
final class EngineCalls {
  private final EngineRpc rpc;
  private final EngineMethods methods;

  EngineCalls(EngineRpc rpc, EngineMethods methods) {
    this.rpc = rpc;
    this.methods = methods;
  }

  /** Hands a block over to be executed; the head stays. */
  CompletableFuture<PayloadStatus> newPayload(Payload block, Deadline deadline) {
    return methods
        .pair(block.header(), deadline)
        .thenCompose(
            pair ->
                rpc.engine(
                    new JsonRpcCall(pair.newPayload(), parameters(block)),
                    EngineRpc.EXECUTION,
                    deadline))
        .thenApply(PayloadStatus::parse)
        .whenComplete((status, thrown) -> forgetAfter(thrown));
  }

  private static List<Object> parameters(Payload block) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(PayloadCodec.write(block));
    Bytes32 beaconRoot = block.header().parentBeaconBlockRoot();
    if (beaconRoot != null) {
      // No blobs on a rollup, so no versioned hashes.
      parameters.add(List.of());
      parameters.add(beaconRoot.bytes());
    }
    if (block.header().requestsHash() != null) {
      parameters.add(block.executionRequests());
    }
    return parameters;
  }

  /**
   * Makes a block the head, and final: where nobody else defines what is final, a decision does. So
   * the engine itself refuses a sibling afterwards.
   */
  CompletableFuture<PayloadStatus> makeHead(Payload block, Deadline deadline) {
    Object hash = block.hash().value().bytes();
    Map<String, Object> state =
        Map.of("headBlockHash", hash, "safeBlockHash", hash, "finalizedBlockHash", hash);
    return methods
        .pair(block.header(), deadline)
        .thenCompose(
            pair ->
                rpc.engine(
                    JsonRpcCall.of(pair.forkchoiceUpdated(), state), EngineRpc.EXECUTION, deadline))
        .thenApply(EngineCalls::payloadStatus)
        .whenComplete((status, thrown) -> forgetAfter(thrown));
  }

  private static PayloadStatus payloadStatus(JsonNode answer) {
    return PayloadStatus.parse(answer.path("payloadStatus"));
  }

  private void forgetAfter(@Nullable Throwable thrown) {
    Throwable cause = thrown == null || thrown.getCause() == null ? thrown : thrown.getCause();
    if (cause instanceof JsonRpcTransportException || cause instanceof JsonRpcFailureException) {
      methods.forget();
    }
  }
}
