package dev.braid.rollup.anvil;

import dev.braid.protocol.types.BlockHash;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.jsonrpc.EngineBlock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Drops blocks that Braid made and no decision names: a candidate, and what late requests of a
 * deposed leader built on it or in its place (design 6.6). All of them or none.
 */
final class UndecidedBlocks {
  private final AnvilRpc rpc;

  UndecidedBlocks(AnvilRpc rpc) {
    this.rpc = rpc;
  }

  /** What became of the blocks above one. */
  enum Fate {
    /** They are gone, or there were none. */
    DROPPED,
    /** There are too many, or one is not ours: nothing was dropped. */
    NOT_OURS,
    /** All are ours, but the lowest stands on another block: nothing was dropped. */
    ON_ANOTHER_BLOCK
  }

  /**
   * @param head the engine's afterwards
   */
  record Result(Fate fate, EngineBlock head) {}

  /**
   * Drops the blocks above one.
   *
   * @param number of the block that becomes the head
   * @param hash of that block
   * @param maxBlocks when there are more, nothing is dropped
   * @param head the engine's
   * @param ours whether a block may be dropped
   */
  CompletableFuture<Result> dropAbove(
      long number,
      BlockHash hash,
      int maxBlocks,
      EngineBlock head,
      Predicate<EngineBlock> ours,
      Deadline deadline) {
    long count = head.header().number() - number;
    if (count <= 0) {
      return CompletableFuture.completedFuture(new Result(Fate.DROPPED, head));
    }
    if (count > maxBlocks) {
      return CompletableFuture.completedFuture(new Result(Fate.NOT_OURS, head));
    }
    return fate(number, hash, head, ours, deadline)
        .thenCompose(
            fate ->
                fate == Fate.DROPPED
                    ? rpc.rollback((int) count, deadline).thenApply(now -> new Result(fate, now))
                    : CompletableFuture.completedFuture(new Result(fate, head)));
  }

  /** Looks at the blocks from this one down to the lowest; {@code DROPPED}: they may be. */
  private CompletableFuture<Fate> fate(
      long number,
      BlockHash hash,
      EngineBlock block,
      Predicate<EngineBlock> ours,
      Deadline deadline) {
    if (!ours.test(block)) {
      return CompletableFuture.completedFuture(Fate.NOT_OURS);
    }
    long below = block.header().number() - 1;
    if (below <= number) {
      return CompletableFuture.completedFuture(
          block.isChildOf(hash) ? Fate.DROPPED : Fate.ON_ANOTHER_BLOCK);
    }
    return rpc.latestAnd(below, deadline)
        .thenCompose(
            blocks -> {
              EngineBlock parent = blocks.get(1);
              return parent == null || !block.isChildOf(parent.hash())
                  ? acrossTear(number, hash, below, ours, deadline)
                  : fate(number, hash, parent, ours, deadline);
            });
  }

  /**
   * Below a block whose parent is not there, or is another's: an anvil that mines for one leader
   * while it rolls back for another keeps such a chain. A gap may go, and so may what is ours; the
   * block that is to become the head must be there.
   */
  private CompletableFuture<Fate> acrossTear(
      long number, BlockHash hash, long at, Predicate<EngineBlock> ours, Deadline deadline) {
    return rpc.latestAnd(at, deadline)
        .thenCompose(
            blocks -> {
              EngineBlock there = blocks.get(1);
              if (at > number) {
                return there == null || ours.test(there)
                    ? acrossTear(number, hash, at - 1, ours, deadline)
                    : CompletableFuture.completedFuture(Fate.NOT_OURS);
              }
              boolean isNewHead = there != null && there.hash().equals(hash);
              return CompletableFuture.completedFuture(
                  isNewHead ? Fate.DROPPED : Fate.ON_ANOTHER_BLOCK);
            });
  }
}
