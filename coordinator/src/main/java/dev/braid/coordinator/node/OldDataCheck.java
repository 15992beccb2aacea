package dev.braid.coordinator.node;

import dev.braid.coordinator.rounds.RollupHandle;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.RpcResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to start on an older copy of the data (design section 5, Old disks): with one node, a
 * rollup whose head lies two or more blocks above the last decided block knows of decisions that
 * this log has forgotten. One block above may be a candidate.
 */
final class OldDataCheck {
  private static final long WAIT_MILLIS = 3_000;

  private OldDataCheck() {}

  /**
   * Blocks; all rollups are asked at once. One that does not answer is left to the rounds, which
   * compare heads too.
   */
  static void run(State state, Map<ChainId, RollupHandle> handles) {
    Map<RollupState, CompletableFuture<@Nullable RpcResult<BlockRef>>> heads =
        new LinkedHashMap<>();
    handles.forEach(
        (chainId, handle) -> {
          RollupState rollup = state.rollup(chainId);
          if (rollup != null) {
            heads.put(rollup, head(handle));
          }
        });
    heads.forEach(
        (rollup, head) -> {
          if (head.join() instanceof RpcResult.Answer<BlockRef>(BlockRef block)) {
            check(rollup, block);
          }
        });
  }

  private static CompletableFuture<@Nullable RpcResult<BlockRef>> head(RollupHandle handle) {
    return handle
        .client()
        .head()
        .toCompletableFuture()
        .completeOnTimeout(
            new RpcResult.Unavailable<>("no answer"), WAIT_MILLIS, TimeUnit.MILLISECONDS)
        .handle((answer, bug) -> answer);
  }

  private static void check(RollupState rollup, BlockRef head) {
    if (head.number() >= rollup.decidedHead().number() + 2) {
      throw new StartRefused(
          "OLD_DATA: rollup "
              + rollup.definition().chainId()
              + " is at block "
              + head.number()
              + ", this node's log decided only up to "
              + rollup.decidedHead().number()
              + ": the data directory is an older copy");
    }
  }
}
