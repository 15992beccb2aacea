package dev.braid.rollup.anvil;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.anvil.BlockBuilder.Exact;
import dev.braid.rollup.anvil.BlockBuilder.Inexact;
import dev.braid.rollup.anvil.BlockBuilder.Plan;
import dev.braid.rollup.anvil.BlockBuilder.Refused;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DecidedBlock;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Adopt: on anvil a candidate is the head already, so this looks whether it still is, and builds
 * the block again where it is not (A3).
 */
final class Adoption {
  private final AnvilRpc rpc;
  private final BlockBuilder builder;

  Adoption(AnvilRpc rpc, BlockBuilder builder) {
    this.rpc = rpc;
    this.builder = builder;
  }

  CompletableFuture<AdoptOutcome> adopt(DecidedBlock block, Deadline deadline) {
    return rpc.latestAnd(block.header().number(), deadline)
        .thenCompose(
            blocks -> {
              EngineBlock head = blocks.get(0);
              return head == null
                  ? answer(new AdoptOutcome.Unavailable("no head"))
                  : compare(block, head, blocks.get(1), deadline);
            });
  }

  private CompletableFuture<AdoptOutcome> compare(
      DecidedBlock block, EngineBlock head, @Nullable EngineBlock there, Deadline deadline) {
    if (there != null && there.hash().equals(block.hash())) {
      builder.forget();
      builder.remember(there);
      return answer(new AdoptOutcome.Adopted());
    }
    if (there != null) {
      return head.hash().equals(there.hash()) && mayDrop(block, head)
          ? rpc.rollback(deadline).thenCompose(parent -> onParent(block, parent, deadline))
          : diverged(head, "another block at this height");
    }
    return onParent(block, head, deadline);
  }

  private CompletableFuture<AdoptOutcome> onParent(
      DecidedBlock block, EngineBlock head, Deadline deadline) {
    long missing = block.header().number() - 1 - head.header().number();
    if (head.hash().equals(block.header().parentHash())) {
      return replay(block, head, AnvilRpc.MAX_SENDS, deadline);
    }
    return missing > 0
        ? answer(new AdoptOutcome.ParentMissing(head.ref()))
        : diverged(head, "another block at the parent's height");
  }

  /** A sibling in the way is dropped when it is ours for sure. */
  private boolean mayDrop(DecidedBlock block, EngineBlock sibling) {
    Set<TransactionHash> decided = new HashSet<>();
    for (RawTransaction transaction : block.transactions()) {
      decided.add(transaction.hash());
    }
    return sibling.isChildOf(block.header().parentHash())
        && (builder.made(sibling) || decided.containsAll(sibling.transactions()));
  }

  /**
   * Builds the decided block again: same parent, timestamp, base fee and list give the same hash.
   */
  private CompletableFuture<AdoptOutcome> replay(
      DecidedBlock block, EngineBlock parent, int atOnce, Deadline deadline) {
    BigInteger baseFee = block.header().baseFeePerGas();
    if (baseFee == null || !block.systemTransactions().isEmpty()) {
      return diverged(parent, "anvil cannot build a block of this form");
    }
    Plan plan = new Plan(parent, baseFee, block.header().timestampSeconds(), block.transactions());
    return rpc.dropPool(baseFee, deadline)
        .thenCompose(head -> builder.build(plan, atOnce, deadline))
        .thenCompose(
            built ->
                switch (built) {
                  case Exact(AnvilRpc.Mined mined) -> built(block, mined.block(), plan, deadline);
                  case Inexact inexact ->
                      builder
                          .undo(parent, deadline)
                          .thenCompose(
                              ignored ->
                                  atOnce > 1
                                      ? replay(block, parent, 1, deadline)
                                      : diverged(parent, "replay gives other transactions"));
                  case Refused refused -> {
                    builder.forget();
                    yield diverged(
                        parent, "replay refused: " + refused.failures().values().iterator().next());
                  }
                });
  }

  private CompletableFuture<AdoptOutcome> built(
      DecidedBlock block, EngineBlock mined, Plan plan, Deadline deadline) {
    if (mined.hash().equals(block.hash())) {
      builder.forget();
      builder.remember(mined);
      return answer(new AdoptOutcome.Adopted());
    }
    return builder
        .undo(plan.parent(), deadline)
        .thenCompose(
            ignored -> diverged(plan.parent(), "replay gives another block, " + mined.hash()));
  }

  private static CompletableFuture<AdoptOutcome> diverged(EngineBlock head, String why) {
    return answer(new AdoptOutcome.Diverged(head.ref(), why));
  }

  private static CompletableFuture<AdoptOutcome> answer(AdoptOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
