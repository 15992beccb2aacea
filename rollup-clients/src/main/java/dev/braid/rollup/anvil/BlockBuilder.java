package dev.braid.rollup.anvil;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.anvil.AnvilRpc.Mined;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes anvil mine a list of transactions, and says what came of it. Used in the client's lane
 * only; the pool is empty and the base fee of the next block set before each build.
 */
final class BlockBuilder {
  private final AnvilRpc rpc;
  private volatile @Nullable Attempt attempt;
  private volatile @Nullable EngineBlock last;

  BlockBuilder(AnvilRpc rpc) {
    this.rpc = rpc;
  }

  /** What to build. */
  record Plan(
      EngineBlock parent,
      BigInteger baseFee,
      long timestampSeconds,
      List<RawTransaction> transactions) {}

  sealed interface Built {}

  /** The head is a block of exactly the transactions asked for, in order. */
  record Exact(Mined mined) implements Built {}

  /** The pool refused transactions, by index; the head is the parent and the pool empty. */
  record Refused(Map<Integer, JsonRpcReply.Failure> failures) implements Built {}

  /**
   * The head is a block of other transactions than asked for.
   *
   * @param ready what is left in the pool although it could enter a block
   * @param waiting what is left in the pool until an earlier nonce is used
   */
  record Inexact(EngineBlock block, Set<TransactionHash> ready, Set<TransactionHash> waiting)
      implements Built {}

  /** Whether this client made the block, as far as it remembers. */
  boolean made(EngineBlock block) {
    Attempt now = attempt;
    return now != null && now.made(block);
  }

  /** The candidate stands for good, or is gone: no block is ours to drop any more. */
  void forget() {
    attempt = null;
  }

  /** The header of a block that was read or built lately, or null. */
  @Nullable EngineBlock known(BlockHash hash) {
    EngineBlock block = last;
    return block != null && block.hash().equals(hash) ? block : null;
  }

  void remember(EngineBlock block) {
    last = block;
  }

  /**
   * @param atOnce most transactions sent in one request
   */
  CompletableFuture<Built> build(Plan plan, int atOnce, Deadline deadline) {
    attempt = Attempt.of(plan.parent.hash(), plan.transactions);
    return rpc.send(plan.transactions, atOnce, deadline)
        .thenCompose(
            replies -> {
              Map<Integer, JsonRpcReply.Failure> failures = failures(plan, replies);
              return failures.isEmpty()
                  ? mine(plan, deadline)
                  : rpc.dropPool(deadline).thenApply(head -> refused(plan, head, failures));
            });
  }

  private static Built refused(
      Plan plan, EngineBlock head, Map<Integer, JsonRpcReply.Failure> failures) {
    if (!head.hash().equals(plan.parent.hash())) {
      // Judged on another block: somebody else mines on this anvil.
      throw JsonFields.unusable("head: not the parent");
    }
    return new Refused(failures);
  }

  private static Map<Integer, JsonRpcReply.Failure> failures(
      Plan plan, List<JsonRpcReply> replies) {
    Map<Integer, JsonRpcReply.Failure> failures = new TreeMap<>();
    for (int i = 0; i < replies.size(); i++) {
      switch (replies.get(i)) {
        case JsonRpcReply.Failure failure -> failures.put(i, failure);
        case JsonRpcReply.Result result -> {
          String hash = plan.transactions.get(i).hash().toHex();
          if (!hash.equals(result.value().asText())) {
            // Anvil reads some malformed bytes as another, well-formed transaction.
            failures.put(i, new JsonRpcReply.Failure(0, "anvil decoded another transaction", null));
          }
        }
      }
    }
    return failures;
  }

  private CompletableFuture<Built> mine(Plan plan, Deadline deadline) {
    return rpc.mine(plan.parent.header().number(), plan.timestampSeconds, deadline)
        .thenCompose(
            mined -> {
              EngineBlock block = mined.block();
              checkPlace(plan, block);
              if (hashes(plan).equals(block.transactions())) {
                return CompletableFuture.completedFuture(new Exact(mined));
              }
              return rpc.pool(deadline)
                  .thenApply(pool -> new Inexact(block, pool.ready(), pool.waiting()));
            });
  }

  /** Somebody else mines on this anvil, or it does not do as told: nothing can be said then. */
  private static void checkPlace(Plan plan, EngineBlock block) {
    if (!block.isChildOf(plan.parent.hash())
        || block.header().timestampSeconds() != plan.timestampSeconds
        || !plan.baseFee.equals(block.header().baseFeePerGas())) {
      throw JsonFields.unusable("block: not the one just mined");
    }
  }

  static List<TransactionHash> hashes(Plan plan) {
    return plan.transactions.stream().map(RawTransaction::hash).toList();
  }

  /** Whether the block holds a transaction that was not asked for. */
  static boolean holdsForeign(Plan plan, EngineBlock block) {
    return !new HashSet<>(hashes(plan)).containsAll(block.transactions());
  }

  /** Drops the block just built: the head is the parent, the pool empty. */
  CompletableFuture<Void> undo(EngineBlock parent, Deadline deadline) {
    return rpc.rollback(deadline)
        .thenAccept(
            head -> {
              if (!head.hash().equals(parent.hash())) {
                throw JsonFields.unusable("head after anvil_rollback: " + head.ref());
              }
              forget();
            });
  }
}
