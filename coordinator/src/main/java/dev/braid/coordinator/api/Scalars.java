package dev.braid.coordinator.api;

import dev.braid.coordinator.api.JsonValue.JsonNumber;
import dev.braid.coordinator.api.JsonValue.JsonText;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** The scalars of api.md, Encoding: 0x QUANTITY or JSON integer, 0x DATA. Errors are -32602. */
final class Scalars {
  /** Largest JSON integer that every JSON library keeps exact. */
  static final long MAX_JSON_INTEGER = (1L << 53) - 1;

  private static final Pattern QUANTITY = Pattern.compile("0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})");
  private static final Pattern INTEGER = Pattern.compile("0|[1-9][0-9]{0,18}");
  private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  private Scalars() {}

  /** A whole number of up to 256 bits. */
  static BigInteger uint256(JsonValue value, String path) {
    if (value instanceof JsonText text && QUANTITY.matcher(text.value()).matches()) {
      return new BigInteger(text.value().substring(2), 16);
    }
    if (value instanceof JsonNumber number && INTEGER.matcher(number.text()).matches()) {
      BigInteger integer = new BigInteger(number.text());
      if (integer.bitLength() <= 53) {
        return integer;
      }
    }
    throw new Refusal(
        RpcError.parameter(
            path,
            value instanceof JsonText || value instanceof JsonNumber
                ? "BAD_QUANTITY"
                : "WRONG_TYPE",
            at(path)
                + "expected a 0x QUANTITY without leading zeros, or an integer from 0 to 2^53-1"));
  }

  /** A whole number of up to 63 bits. */
  static long quantity(JsonValue value, String path) {
    BigInteger number = uint256(value, path);
    if (number.compareTo(MAX_LONG) > 0) {
      throw new Refusal(
          RpcError.parameter(path, "NUMBER_OUT_OF_RANGE", at(path) + "at most 2^63-1")
              .limit(Long.MAX_VALUE, null));
    }
    return number.longValueExact();
  }

  static Bytes data(JsonValue value, String path) {
    if (!(value instanceof JsonText text)) {
      throw wrongType(path, "0x DATA", value);
    }
    try {
      return Bytes.fromHex(text.value());
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          RpcError.parameter(
              path, "BAD_DATA", at(path) + "expected 0x and an even number of hex digits"));
    }
  }

  static Bytes32 bytes32(JsonValue value, String path) {
    return new Bytes32(sized(data(value, path), path, Bytes32.SIZE));
  }

  static Address address(JsonValue value, String path) {
    return new Address(sized(data(value, path), path, Address.SIZE));
  }

  static Signature signature(JsonValue value, String path) {
    return new Signature(sized(data(value, path), path, Signature.SIZE));
  }

  private static Bytes sized(Bytes bytes, String path, int size) {
    if (bytes.size() != size) {
      throw new Refusal(
          RpcError.parameter(
              path, "BAD_LENGTH", at(path) + "expected " + size + " bytes, got " + bytes.size()));
    }
    return bytes;
  }

  static Refusal wrongType(String path, String expected, JsonValue actual) {
    return new Refusal(
        RpcError.parameter(
            path, "WRONG_TYPE", at(path) + "expected " + expected + ", got " + actual.kind()));
  }

  private static String at(String path) {
    return path.isEmpty() ? "" : path + ": ";
  }
}
