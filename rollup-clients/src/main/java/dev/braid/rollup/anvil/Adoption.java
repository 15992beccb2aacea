package dev.braid.rollup.anvil;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.anvil.BlockBuilder.Exact;
import dev.braid.rollup.anvil.BlockBuilder.Inexact;
import dev.braid.rollup.anvil.BlockBuilder.Plan;
import dev.braid.rollup.anvil.BlockBuilder.Refused;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.Trouble;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Adopt: on anvil a candidate is the head already, so this looks whether it still is, and builds
 * the block again where it is not (A3).
 */
final class Adoption {
  private final AnvilRpc rpc;
  private final BlockBuilder builder;
  private final UndecidedBlocks undecided;

  Adoption(AnvilRpc rpc, BlockBuilder builder, UndecidedBlocks undecided) {
    this.rpc = rpc;
    this.builder = builder;
    this.undecided = undecided;
  }

  /**
   * @param inLog what a block in the way may hold to be dropped
   */
  CompletableFuture<AdoptOutcome> adopt(
      DecidedBlock block, Predicate<TransactionHash> inLog, Deadline deadline) {
    return rpc.latestAnd(block.header().number(), deadline)
        .thenCompose(
            blocks -> {
              EngineBlock head = blocks.get(0);
              if (head == null) {
                return answer(new AdoptOutcome.Unavailable(Trouble.BAD_ANSWER, "no head"));
              }
              EngineBlock there = blocks.get(1);
              if (there != null && there.hash().equals(block.hash())) {
                builder.forget();
                builder.remember(there);
                return answer(new AdoptOutcome.Adopted());
              }
              return clearTheWay(block, head, mayDrop(block, inLog), deadline);
            });
  }

  /** A block in the way is dropped when it is ours for sure. */
  private Predicate<EngineBlock> mayDrop(DecidedBlock block, Predicate<TransactionHash> inLog) {
    Set<TransactionHash> decided = new HashSet<>();
    for (RawTransaction transaction : block.transactions()) {
      decided.add(transaction.hash());
    }
    return other ->
        builder.made(other)
            || other.transactions().stream()
                .allMatch(hash -> decided.contains(hash) || inLog.test(hash));
  }

  private CompletableFuture<AdoptOutcome> clearTheWay(
      DecidedBlock block, EngineBlock head, Predicate<EngineBlock> mayDrop, Deadline deadline) {
    BlockHash parent = block.header().parentHash();
    long parentNumber = block.header().number() - 1;
    if (head.hash().equals(parent)) {
      return replay(block, head, AnvilRpc.MAX_SENDS, deadline);
    }
    if (head.header().number() < parentNumber) {
      return answer(new AdoptOutcome.ParentMissing(head.ref()));
    }
    if (head.header().number() == parentNumber) {
      return mayDrop.test(head)
          ? branchesLower(block, head, deadline)
          : diverged(head, "another block at the parent's height");
    }
    return undecided
        .dropAbove(parentNumber, parent, RollupClient.MAX_UNDECIDED, head, mayDrop, deadline)
        .thenCompose(
            result ->
                switch (result.fate()) {
                  case DROPPED -> clearTheWay(block, result.head(), mayDrop, deadline);
                  case NOT_OURS -> diverged(head, "another block at this height");
                  case ON_ANOTHER_BLOCK -> branchesLower(block, head, deadline);
                });
  }

  /**
   * What stands here may be ours, but in place of the decided parent too: the caller adopts that
   * again first, and then it is seen whether the branch leaves the decided chain there. Nothing is
   * dropped before.
   */
  private CompletableFuture<AdoptOutcome> branchesLower(
      DecidedBlock block, EngineBlock head, Deadline deadline) {
    long below = block.header().number() - 2;
    if (below < 0 || head.header().number() - below > RollupClient.MAX_UNDECIDED) {
      return diverged(head, "another block at the parent's height");
    }
    return rpc.latestAnd(below, deadline)
        .thenCompose(
            blocks -> {
              EngineBlock there = blocks.get(1);
              return there == null
                  ? answer(
                      new AdoptOutcome.Unavailable(
                          Trouble.BAD_ANSWER, "the chain moves while it is read"))
                  : answer(new AdoptOutcome.ParentMissing(there.ref()));
            });
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
                    if (atOnce > 1) {
                      yield replay(block, parent, 1, deadline);
                    }
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
