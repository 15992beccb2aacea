package dev.braid.coordinator.client;

import com.fasterxml.jackson.databind.JsonNode;

/** The other side answered with a JSON-RPC error. */
public final class RpcErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JsonNode error;

  RpcErrorException(JsonNode error) {
    super(error.path("code").asText() + ": " + error.path("message").asText());
    this.error = error;
  }

  /** The {@code error} object as it came (api.md, Errors). */
  public JsonNode error() {
    return error;
  }

  /** {@code data.reason}, or empty. */
  public String reason() {
    return error.path("data").path("reason").asText("");
  }
}
