package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.ForeignError;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException;
import java.math.BigInteger;
import java.util.List;

/**
 * What a rollup's node says of an account at its head.
 *
 * @param nonce the next one
 * @param balance wei
 * @param blockGasLimit of the head
 */
record RollupAccount(long nonce, BigInteger balance, long blockGasLimit) {
  /** From the answers for nonce, balance and head. */
  static RollupAccount of(List<JsonRpcReply> replies) {
    return new RollupAccount(
        quantity(result(replies.get(0))).longValueExact(),
        quantity(result(replies.get(1))),
        quantity(result(replies.get(2)).path("gasLimit")).longValueExact());
  }

  static BigInteger quantity(JsonNode node) {
    String text = node.asText();
    try {
      if (text.startsWith("0x")) {
        return new BigInteger(text.substring(2), 16);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new JsonRpcTransportException(
        JsonRpcTransportException.Kind.NOT_JSON_RPC, "not a quantity", null);
  }

  private static JsonNode result(JsonRpcReply reply) {
    return switch (reply) {
      case JsonRpcReply.Result(JsonNode value) -> value;
      case JsonRpcReply.Failure failure ->
          throw new ForeignError(failure.code(), failure.message(), failure.data());
    };
  }
}
