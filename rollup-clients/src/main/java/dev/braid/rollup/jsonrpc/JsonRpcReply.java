package dev.braid.rollup.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What a node answered to one call (JSON-RPC 2.0, section 5). */
public sealed interface JsonRpcReply {
  /**
   * @param value the {@code result}; a JSON null when the node says null
   */
  record Result(JsonNode value) implements JsonRpcReply {}

  /**
   * @param data further details, if the node gave any
   */
  record Failure(int code, String message, @Nullable JsonNode data) implements JsonRpcReply {}

  /**
   * The result.
   *
   * @throws JsonRpcFailureException when the node answered with an error
   */
  default JsonNode result() {
    return switch (this) {
      case Result(JsonNode value) -> value;
      case Failure failure -> throw new JsonRpcFailureException(failure);
    };
  }
}
