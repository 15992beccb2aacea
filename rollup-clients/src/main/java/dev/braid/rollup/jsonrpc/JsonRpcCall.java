package dev.braid.rollup.jsonrpc;

import java.util.List;

/**
 * One call.
 *
 * @param params strings, booleans, {@code Integer}s, {@code Bytes} (written as DATA), {@code List}s
 *     and {@code Map}s of these, and any {@code JsonNode}
 */
public record JsonRpcCall(String method, List<?> params) {
  public JsonRpcCall {
    params = List.copyOf(params);
  }

  public static JsonRpcCall of(String method, Object... params) {
    return new JsonRpcCall(method, List.of(params));
  }
}
