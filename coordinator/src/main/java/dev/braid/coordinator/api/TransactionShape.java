package dev.braid.coordinator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.protocol.transaction.AccessListEntry;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.Address;
import java.math.BigInteger;

/** A transaction that is in no block yet, as a plain node shows it (execution-apis, geth). */
public final class TransactionShape {
  private TransactionShape() {}

  public static ObjectNode waiting(Transaction transaction, Address sender) {
    ObjectNode node = Json.object();
    node.putNull("blockHash").putNull("blockNumber").putNull("blockTimestamp");
    node.put("from", sender.toHex())
        .put("gas", Json.quantity(transaction.gasLimit()))
        .put("gasPrice", Json.quantity(transaction.maxFeePerGas()));
    if (transaction.type() == 2) {
      node.put("maxFeePerGas", Json.quantity(transaction.maxFeePerGas()))
          .put("maxPriorityFeePerGas", Json.quantity(transaction.maxPriorityFeePerGas()));
    }
    node.put("hash", transaction.hash().toHex())
        .put("input", transaction.data().toHex())
        .put("nonce", Json.quantity(transaction.nonce()));
    Address to = transaction.to();
    node.put("to", to == null ? null : to.toHex())
        .putNull("transactionIndex")
        .put("value", Json.quantity(transaction.value()))
        .put("type", Json.quantity(transaction.type()));
    if (transaction.type() != 0) {
      node.set("accessList", accessList(transaction));
    }
    node.put("chainId", Json.quantity(transaction.chainId().value()));
    signature(node, transaction);
    return node;
  }

  private static ArrayNode accessList(Transaction transaction) {
    ArrayNode list = Json.NODES.arrayNode();
    for (AccessListEntry entry : transaction.accessList()) {
      ArrayNode keys =
          list.addObject().put("address", entry.address().toHex()).putArray("storageKeys");
      entry.storageKeys().forEach(key -> keys.add(key.toHex()));
    }
    return list;
  }

  /** Typed transactions have a parity; legacy ones fold it into v with the chain id (EIP-155). */
  private static void signature(ObjectNode node, Transaction transaction) {
    int parity = transaction.signature().isOddY() ? 1 : 0;
    BigInteger v =
        transaction.type() == 0
            ? BigInteger.valueOf(transaction.chainId().value())
                .shiftLeft(1)
                .add(BigInteger.valueOf(35 + parity))
            : BigInteger.valueOf(parity);
    node.put("v", Json.quantity(v))
        .put("r", Json.quantity(transaction.signature().r()))
        .put("s", Json.quantity(transaction.signature().s()));
    if (transaction.type() != 0) {
      node.put("yParity", Json.quantity(parity));
    }
  }
}
