package dev.braid.coordinator.api;

import dev.braid.coordinator.api.JsonValue.JsonArray;
import dev.braid.coordinator.api.JsonValue.JsonNull;
import dev.braid.coordinator.api.JsonValue.JsonNumber;
import dev.braid.coordinator.api.JsonValue.JsonObject;
import dev.braid.coordinator.api.JsonValue.JsonText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC 2.0 call, well formed or not. */
public sealed interface RpcCall {
  /** Longest id that is echoed, in characters. */
  int MAX_ID_LENGTH = 1_024;

  Set<String> MEMBERS = Set.of("jsonrpc", "id", "method", "params");

  /**
   * @param id a string, a number or null; null (the reference) = a notification, which gets no
   *     answer
   */
  record Valid(@Nullable JsonValue id, String method, List<JsonValue> params) implements RpcCall {}

  /** Answered with this error; {@code id} as far as it could be read. */
  record Invalid(JsonValue id, RpcError error) implements RpcCall {}

  static RpcCall parse(JsonValue value) {
    if (!(value instanceof JsonObject call)) {
      return new Invalid(new JsonNull(), request("", "a call is an object, not " + value.kind()));
    }
    JsonValue id = call.members().get("id");
    if (id != null && !isId(id)) {
      return new Invalid(new JsonNull(), request("id", "an id is a string, a number or null"));
    }
    JsonValue echo = id == null || "id".equals(call.duplicate()) ? new JsonNull() : id;
    String duplicate = call.duplicate();
    if (duplicate != null) {
      return new Invalid(echo, ObjectReader.duplicate(duplicate));
    }
    for (String name : call.members().keySet()) {
      if (!MEMBERS.contains(name)) {
        return new Invalid(echo, ObjectReader.unknown(name));
      }
    }
    if (!(call.members().get("jsonrpc") instanceof JsonText version)
        || !version.value().equals("2.0")) {
      return new Invalid(echo, request("jsonrpc", "expected \"jsonrpc\": \"2.0\""));
    }
    if (!(call.members().get("method") instanceof JsonText method)) {
      return new Invalid(echo, request("method", "expected a method name"));
    }
    JsonValue params = call.members().get("params");
    if (params == null) {
      return new Valid(id, method.value(), List.of());
    }
    if (!(params instanceof JsonArray array)) {
      return new Invalid(
          echo,
          RpcError.parameter(
              "params", "WRONG_TYPE", "params: expected an array, got " + params.kind()));
    }
    return new Valid(id, method.value(), array.items());
  }

  private static boolean isId(JsonValue id) {
    return switch (id) {
      case JsonText text -> text.value().length() <= MAX_ID_LENGTH;
      case JsonNumber number -> true;
      case JsonNull none -> true;
      default -> false;
    };
  }

  private static RpcError request(String field, String message) {
    return RpcError.of(RpcError.REQUEST, "INVALID_REQUEST", message).at(field);
  }
}
