package dev.braid.rollup.anvil;

import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
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

  /**
   * Drops the blocks above {@code number}.
   *
   * @param maxBlocks when there are more, nothing is dropped
   * @param head the engine's
   * @param ours whether a block may be dropped
   * @return the head afterwards: {@code head} when there was nothing to drop, or too much, or one
   *     that is not ours
   */
  CompletableFuture<EngineBlock> dropAbove(
      long number,
      int maxBlocks,
      EngineBlock head,
      Predicate<EngineBlock> ours,
      Deadline deadline) {
    long count = head.header().number() - number;
    return count <= 0 || count > maxBlocks
        ? CompletableFuture.completedFuture(head)
        : areOurs(number, head, ours, deadline)
            .thenCompose(
                all ->
                    all
                        ? rpc.rollback((int) count, deadline)
                        : CompletableFuture.completedFuture(head));
  }

  private CompletableFuture<Boolean> areOurs(
      long number, EngineBlock block, Predicate<EngineBlock> ours, Deadline deadline) {
    if (!ours.test(block)) {
      return CompletableFuture.completedFuture(false);
    }
    long below = block.header().number() - 1;
    return below <= number
        ? CompletableFuture.completedFuture(true)
        : rpc.latestAnd(below, deadline)
            .thenCompose(
                blocks -> {
                  EngineBlock parent = blocks.get(1);
                  if (parent == null || !block.isChildOf(parent.hash())) {
                    throw JsonFields.unusable("block: the chain moves while it is read");
                  }
                  return areOurs(number, parent, ours, deadline);
                });
  }
}
