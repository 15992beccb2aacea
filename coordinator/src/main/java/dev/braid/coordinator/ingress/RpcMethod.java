package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.JsonValue;
import dev.braid.protocol.types.Address;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON-RPC method. */
@FunctionalInterface
interface RpcMethod {
  /**
   * Called on a worker. A refusal is thrown, or fails the result, as {@link
   * dev.braid.coordinator.api.Refusal}.
   */
  Future<JsonNode> call(Request request);

  /**
   * @param signer who signed the whole body by header, already checked; null = no header
   * @param context where results are awaited: an event loop, never to be blocked
   */
  record Request(List<JsonValue> params, @Nullable Address signer, Context context) {}
}
