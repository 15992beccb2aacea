package dev.braid.rollup.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to bytes and bytes to replies. Ids are the calls' indexes in their request. */
final class JsonRpcCodec {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonRpcCodec() {}

  /** A single call is sent as an object, since not every node takes an array of one. */
  static byte[] encode(List<JsonRpcCall> calls) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256 * calls.size());
    try (JsonGenerator json = MAPPER.createGenerator(out)) {
      if (calls.size() == 1) {
        write(json, 0, calls.get(0));
      } else {
        json.writeStartArray();
        for (int i = 0; i < calls.size(); i++) {
          write(json, i, calls.get(i));
        }
        json.writeEndArray();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, int id, JsonRpcCall call) throws IOException {
    json.writeStartObject();
    json.writeStringField("jsonrpc", "2.0");
    json.writeNumberField("id", id);
    json.writeStringField("method", call.method());
    json.writeFieldName("params");
    writeValue(json, call.params());
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case String text -> json.writeString(text);
      case Boolean bool -> json.writeBoolean(bool);
      case Integer number -> json.writeNumber(number);
      case JsonNode node -> json.writeTree(node);
      case Bytes data -> json.writeString(data.toHex());
      case List<?> list -> {
        json.writeStartArray();
        for (Object item : list) {
          writeValue(json, item);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName((String) entry.getKey());
          writeValue(json, entry.getValue());
        }
        json.writeEndObject();
      }
      default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
    }
  }

  /**
   * The replies, in the order of the calls.
   *
   * @throws JsonRpcTransportException when the body is not the answer to {@code count} calls
   */
  static List<JsonRpcReply> decode(byte[] body, int count) {
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw notJsonRpc("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (count == 1 && root.isObject()) {
      return List.of(reply(root));
    }
    if (!root.isArray()) {
      // A node that refuses a batch as a whole answers one error object.
      if (reply(root) instanceof JsonRpcReply.Failure failure) {
        throw notJsonRpc("batch refused, " + failure.code() + ": " + failure.message());
      }
      throw notJsonRpc("one answer to a batch");
    }
    @Nullable JsonRpcReply[] replies = new @Nullable JsonRpcReply[count];
    for (JsonNode item : root) {
      JsonNode id = item.path("id");
      if (!id.isInt() || id.intValue() < 0 || id.intValue() >= count) {
        throw notJsonRpc("answer with unknown id");
      }
      replies[id.intValue()] = reply(item);
    }
    List<JsonRpcReply> all = new ArrayList<>(count);
    for (JsonRpcReply reply : replies) {
      if (reply == null) {
        throw notJsonRpc("a call of a batch has no answer");
      }
      all.add(reply);
    }
    return all;
  }

  private static JsonRpcReply reply(JsonNode item) {
    JsonNode error = item.get("error");
    if (error != null && error.isObject()) {
      return new JsonRpcReply.Failure(
          error.path("code").asInt(), error.path("message").asText(), error.get("data"));
    }
    JsonNode result = item.get("result");
    if (result == null) {
      throw notJsonRpc("neither result nor error");
    }
    return new JsonRpcReply.Result(result);
  }

  private static JsonRpcTransportException notJsonRpc(String why) {
    return new JsonRpcTransportException(Kind.NOT_JSON_RPC, why, null);
  }
}
