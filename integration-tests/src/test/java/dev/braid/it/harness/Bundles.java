package dev.braid.it.harness;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.Hashing;
import java.util.List;

/** Bundles as JSON (api.md, Bundle). */
public final class Bundles {
  private Bundles() {}

  /** An anonymous bundle with no slice yet. */
  public static ObjectNode bundle() {
    ObjectNode bundle = JsonRpc.JSON.createObjectNode();
    bundle.putArray("slices");
    return bundle;
  }

  /** Adds a slice and gives it back. */
  public static ObjectNode slice(ObjectNode bundle, long chainId, List<String> rawTransactions) {
    ObjectNode slice = ((ArrayNode) bundle.get("slices")).addObject();
    slice.put("chainId", Hashing.quantity(chainId));
    ArrayNode txs = slice.putArray("txs");
    rawTransactions.forEach(txs::add);
    return slice;
  }

  /** Lets a transaction of the slice revert. */
  public static void mayRevert(ObjectNode slice, String raw) {
    ArrayNode hashes =
        slice.has("revertingTxHashes")
            ? (ArrayNode) slice.get("revertingTxHashes")
            : slice.putArray("revertingTxHashes");
    hashes.add(Hashing.transactionHash(raw));
  }

  /** One transfer on each of the chains. */
  public static ObjectNode transfers(Wallet wallet, long nonce, long... chainIds) {
    ObjectNode bundle = bundle();
    for (long chainId : chainIds) {
      slice(bundle, chainId, List.of(Tx.transfer(chainId, nonce).sign(wallet)));
    }
    return bundle;
  }
}
