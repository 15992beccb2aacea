package dev.braid.coordinator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.braid.coordinator.api.JsonValue.JsonArray;
import dev.braid.coordinator.api.JsonValue.JsonBoolean;
import dev.braid.coordinator.api.JsonValue.JsonNull;
import dev.braid.coordinator.api.JsonValue.JsonNumber;
import dev.braid.coordinator.api.JsonValue.JsonObject;
import dev.braid.coordinator.api.JsonValue.JsonText;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Address;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes answers: JSON-RPC envelopes and the scalars of api.md, Encoding. */
public final class Json {
  public static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Plain ASCII on the wire, so that an id with a lone surrogate can be echoed too. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /** Of a decimal number: more than the digits of the smallest double. */
  private static final int MAX_SCALE = 400;

  private Json() {}

  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always writable", e);
    }
  }

  public static ObjectNode object() {
    return NODES.objectNode();
  }

  public static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }

  public static String quantity(BigInteger value) {
    return "0x" + value.toString(16);
  }

  /** With the checksum of EIP-55. */
  public static String address(Address address) {
    String hex = address.toHex().substring(2);
    byte[] hash = Keccak.hash(hex.getBytes(StandardCharsets.US_ASCII)).bytes().unsafeArray();
    StringBuilder out = new StringBuilder("0x");
    for (int i = 0; i < hex.length(); i++) {
      int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
      out.append(nibble >= 8 ? Character.toUpperCase(hex.charAt(i)) : hex.charAt(i));
    }
    return out.toString();
  }

  /** Exponents beyond those of any double are refused: the number would be written out in full. */
  private static JsonNode decimal(String text) {
    try {
      BigDecimal value = new BigDecimal(text);
      if (Math.abs((long) value.scale()) <= MAX_SCALE) {
        return NODES.numberNode(value);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new Refusal(RpcError.of(RpcError.PARAMETER, "BAD_QUANTITY", "a number is out of range"));
  }

  /** The same value as a tree that can be written; numbers keep all their digits. */
  public static JsonNode node(JsonValue value) {
    return switch (value) {
      case JsonText text -> NODES.textNode(text.value());
      case JsonNumber number ->
          number.text().matches("-?[0-9]+")
              ? NODES.numberNode(new BigInteger(number.text()))
              : decimal(number.text());
      case JsonBoolean bool -> NODES.booleanNode(bool.value());
      case JsonNull none -> NODES.nullNode();
      case JsonArray array -> {
        ArrayNode out = NODES.arrayNode(array.items().size());
        array.items().forEach(item -> out.add(node(item)));
        yield out;
      }
      case JsonObject object -> {
        ObjectNode out = object();
        object.members().forEach((name, member) -> out.set(name, node(member)));
        yield out;
      }
    };
  }

  /** The same tree, written already: to put it into an answer costs a copy and no more. */
  public static JsonNode written(JsonNode node) {
    return NODES.rawValueNode(new RawValue(new String(bytes(node), StandardCharsets.US_ASCII)));
  }

  public static ObjectNode success(JsonValue id, JsonNode result) {
    ObjectNode answer = envelope(id);
    answer.set("result", result);
    return answer;
  }

  public static ObjectNode failure(JsonValue id, RpcError error) {
    ObjectNode answer = envelope(id);
    answer.set("error", error(error));
    return answer;
  }

  /** An error as some node gave it, unchanged. */
  public static ObjectNode failure(JsonValue id, ForeignError error) {
    ObjectNode node = object().put("code", error.code()).put("message", error.getMessage());
    if (error.data() != null) {
      node.set("data", error.data());
    }
    ObjectNode answer = envelope(id);
    answer.set("error", node);
    return answer;
  }

  private static ObjectNode envelope(JsonValue id) {
    ObjectNode answer = object().put("jsonrpc", "2.0");
    switch (id) {
      case JsonText text -> answer.put("id", text.value());
      case JsonNumber number -> answer.putRawValue("id", new RawValue(number.text()));
      default -> answer.putNull("id");
    }
    return answer;
  }

  /** The error object with its {@code data}. */
  public static ObjectNode error(RpcError error) {
    ObjectNode data = object().put("reason", error.reason());
    put(data, "field", error.field());
    if (error.limit() != null) {
      data.put("limit", error.limit());
    }
    if (error.actual() != null) {
      data.put("actual", error.actual());
    }
    put(data, "bundleId", error.bundleId() == null ? null : error.bundleId().toHex());
    put(data, "chainId", error.chainId() == null ? null : quantity(error.chainId().value()));
    put(
        data,
        "transactionHash",
        error.transactionHash() == null ? null : error.transactionHash().toHex());
    put(
        data,
        "transactionIndex",
        error.transactionIndex() == null ? null : quantity(error.transactionIndex()));
    data.put("retryable", error.retryable());
    put(
        data,
        "retryAfterMillis",
        error.retryAfterMillis() == null ? null : quantity(error.retryAfterMillis()));
    ObjectNode node = object().put("code", error.code()).put("message", error.message());
    node.set("data", data);
    return node;
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
