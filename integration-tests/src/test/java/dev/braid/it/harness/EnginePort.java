package dev.braid.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** The Engine API of an engine, for whoever has its secret. */
public final class EnginePort {
  private static final String NO_ROOT = "0x" + "00".repeat(32);

  private final JsonRpc rpc;
  private final Jwt jwt;

  EnginePort(String url, Path jwtSecret) {
    this.rpc = new JsonRpc(url);
    this.jwt = Jwt.ofFile(jwtSecret);
  }

  public JsonNode call(String method, Object... parameters) {
    String body = JsonRpc.request(method, parameters).toString();
    return rpc.postAsync(body, "authorization", "Bearer " + jwt.token()).join().result();
  }

  /** Hands a built block over to be executed. */
  public JsonNode newPayload(JsonNode built) {
    return call(
        "engine_newPayloadV4",
        built.path("executionPayload"),
        JsonRpc.JSON.createArrayNode(),
        NO_ROOT,
        built.path("executionRequests"));
  }

  /** Makes a block the head, and final. */
  public JsonNode forkchoiceUpdated(String hash) {
    ObjectNode choice = JsonRpc.JSON.createObjectNode();
    choice.put("headBlockHash", hash).put("safeBlockHash", hash).put("finalizedBlockHash", hash);
    return call("engine_forkchoiceUpdatedV3", choice);
  }
}
