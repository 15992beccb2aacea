package dev.braid.rollup.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException.Kind;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads QUANTITY and DATA (Ethereum JSON-RPC, "Value encodings") out of an answer. A field that is
 * missing or of another form makes the answer unusable: {@link JsonRpcTransportException} of kind
 * {@code NOT_JSON_RPC}.
 */
public final class JsonFields {
  private JsonFields() {}

  /** A QUANTITY below 2^63. */
  public static long number(JsonNode object, String field) {
    BigInteger value = wei(object, field);
    if (value.bitLength() > 63) {
      throw unusable(field);
    }
    return value.longValue();
  }

  /** A QUANTITY of any size. */
  public static BigInteger wei(JsonNode object, String field) {
    return quantity(object.path(field), field);
  }

  /** The QUANTITY that {@code value} is; {@code what} names it in the error. */
  public static BigInteger quantity(JsonNode value, String what) {
    String text = value.asText("");
    if (!value.isTextual() || !text.startsWith("0x") || text.length() < 3) {
      throw unusable(what);
    }
    try {
      return new BigInteger(text.substring(2), 16);
    } catch (NumberFormatException e) {
      throw unusable(what);
    }
  }

  /** The chain id that {@code value} is. */
  public static ChainId chainId(JsonNode value) {
    try {
      return new ChainId(quantity(value, "chain id").longValueExact());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw unusable("chain id");
    }
  }

  public static Bytes data(JsonNode object, String field) {
    return dataOf(object.path(field), field);
  }

  /** The DATA that {@code value} is; {@code what} names it in the error. */
  public static Bytes dataOf(JsonNode value, String what) {
    if (!value.isTextual()) {
      throw unusable(what);
    }
    try {
      return Bytes.fromHex(value.textValue());
    } catch (IllegalArgumentException e) {
      throw unusable(what);
    }
  }

  public static Bytes32 bytes32(JsonNode object, String field) {
    return bytes32Of(object.path(field), field);
  }

  /** The 32 bytes of DATA that {@code value} is; {@code what} names it in the error. */
  public static Bytes32 bytes32Of(JsonNode value, String what) {
    Bytes bytes = dataOf(value, what);
    if (bytes.size() != Bytes32.SIZE) {
      throw unusable(what);
    }
    return new Bytes32(bytes);
  }

  public static Address address(JsonNode object, String field) {
    Bytes bytes = data(object, field);
    if (bytes.size() != Address.SIZE) {
      throw unusable(field);
    }
    return new Address(bytes);
  }

  /** Whether the field is there and not null. */
  public static boolean has(JsonNode object, String field) {
    return object.hasNonNull(field);
  }

  static @Nullable Bytes32 optionalBytes32(JsonNode object, String field) {
    return has(object, field) ? bytes32(object, field) : null;
  }

  public static JsonRpcTransportException unusable(String what) {
    return new JsonRpcTransportException(Kind.NOT_JSON_RPC, "answer without usable " + what, null);
  }
}
