package dev.braid.rollup.driver;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.AccountState;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads nonces and balances at a block. */
public final class Accounts {
  private final Requests rpc;

  public Accounts(Requests rpc) {
    this.rpc = rpc;
  }

  /** In the order asked. By block hash (EIP-1898), so that a block taken back is not mistaken. */
  public CompletableFuture<Map<Address, AccountState>> at(
      BlockRef block, List<Address> addresses, Deadline deadline) {
    if (addresses.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    Map<String, Object> at = Map.of("blockHash", block.hash().toHex());
    List<JsonRpcCall> calls = new ArrayList<>(2 * addresses.size());
    for (Address address : addresses) {
      calls.add(JsonRpcCall.of("eth_getTransactionCount", address.toHex(), at));
      calls.add(JsonRpcCall.of("eth_getBalance", address.toHex(), at));
    }
    return rpc.repeatable(calls, deadline)
        .thenApply(
            replies -> {
              Map<Address, AccountState> states = new LinkedHashMap<>();
              for (int i = 0; i < addresses.size(); i++) {
                BigInteger nonce = quantity(replies.get(2 * i), "nonce");
                BigInteger balance = quantity(replies.get(2 * i + 1), "balance");
                states.put(addresses.get(i), new AccountState(nonce.longValueExact(), balance));
              }
              return states;
            });
  }

  private static BigInteger quantity(JsonRpcReply reply, String what) {
    return JsonFields.quantity(reply.result(), what);
  }
}
