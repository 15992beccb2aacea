package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.spi.Trouble;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of the Engine API's methods the engine offers, asked once and again after an
 * outage (common.md, {@code engine_exchangeCapabilities}); and which of them a block needs, by the
 * fork that its header shows (shanghai.md, cancun.md, prague.md; Osaka changed neither).
 */
final class EngineMethods {
  private static final List<String> KNOWN =
      List.of(
          "engine_newPayloadV1",
          "engine_newPayloadV2",
          "engine_newPayloadV3",
          "engine_newPayloadV4",
          "engine_forkchoiceUpdatedV1",
          "engine_forkchoiceUpdatedV2",
          "engine_forkchoiceUpdatedV3");

  private final EngineRpc rpc;
  private volatile @Nullable Set<String> offered;

  EngineMethods(EngineRpc rpc) {
    this.rpc = rpc;
  }

  /** The engine may be another one when it answers again. */
  void forget() {
    offered = null;
  }

  CompletableFuture<Set<String>> offered(Deadline deadline) {
    Set<String> known = offered;
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return rpc.engine(
            JsonRpcCall.of("engine_exchangeCapabilities", KNOWN), EngineRpc.SHORT, deadline)
        .thenApply(
            list -> {
              Set<String> names = names(list);
              offered = names;
              return names;
            });
  }

  private static Set<String> names(JsonNode list) {
    if (!list.isArray()) {
      throw JsonFields.unusable("capabilities");
    }
    Set<String> names = new TreeSet<>();
    for (JsonNode name : list) {
      names.add(name.asText());
    }
    return names;
  }

  /** The methods that hand a block over and make it the head. */
  record Pair(String newPayload, String forkchoiceUpdated) {}

  /** Fails with {@link Trouble#REFUSED} when the engine does not offer what the block needs. */
  CompletableFuture<Pair> pair(BlockHeader header, Deadline deadline) {
    Pair pair = pair(header);
    return offered(deadline)
        .thenApply(
            names -> {
              check(names, pair.newPayload);
              check(names, pair.forkchoiceUpdated);
              return pair;
            });
  }

  static Pair pair(BlockHeader header) {
    if (header.requestsHash() != null) {
      return new Pair("engine_newPayloadV4", "engine_forkchoiceUpdatedV3");
    }
    if (header.parentBeaconBlockRoot() != null) {
      return new Pair("engine_newPayloadV3", "engine_forkchoiceUpdatedV3");
    }
    return header.withdrawalsRoot() != null
        ? new Pair("engine_newPayloadV2", "engine_forkchoiceUpdatedV2")
        : new Pair("engine_newPayloadV1", "engine_forkchoiceUpdatedV1");
  }

  private static void check(Set<String> names, String method) {
    if (!names.contains(method)) {
      throw new TroubleException(
          Trouble.REFUSED, "the engine offers no " + method + "; it offers " + names);
    }
  }
}
