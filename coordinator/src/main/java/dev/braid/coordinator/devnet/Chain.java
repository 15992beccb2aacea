package dev.braid.coordinator.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import java.time.Duration;

/** Reads a rollup by its own RPC: what anybody sees, whatever the node says. */
final class Chain implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Rollup rollup;
  private final RpcHttp rpc;

  Chain(Rollup rollup) {
    this.rollup = rollup;
    this.rpc = new RpcHttp(rollup.rpc());
  }

  ChainId id() {
    return rollup.chainId();
  }

  String address() {
    return rollup.address();
  }

  long nonce(Address account) {
    return quantity(call("eth_getTransactionCount", "[\"" + account.toHex() + "\",\"latest\"]"))
        .longValueExact();
  }

  /** In wei. */
  BigInteger balance(Address account) {
    return quantity(call("eth_getBalance", "[\"" + account.toHex() + "\",\"latest\"]"));
  }

  /** A fee cap that holds for a while, in wei. */
  BigInteger feeCap() {
    JsonNode block = call("eth_getBlockByNumber", "[\"latest\",false]");
    return quantity(block.path("baseFeePerGas")).shiftLeft(1).add(Wallet.PRIORITY_FEE);
  }

  /** JSON null when no block holds the transaction. */
  JsonNode receipt(TransactionHash transaction) {
    return call("eth_getTransactionReceipt", "[\"" + transaction.toHex() + "\"]");
  }

  private JsonNode call(String method, String params) {
    return rpc.call(method, params, TIMEOUT);
  }

  private static BigInteger quantity(JsonNode value) {
    return new BigInteger(value.asText().substring(2), 16);
  }

  @Override
  public void close() {
    rpc.close();
  }
}
