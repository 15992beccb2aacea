package dev.braid.coordinator.node;

import dev.braid.coordinator.rounds.RollupHandle;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.RpcResult;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Refuses to start on an older copy of the data (design section 5, Old disks): with one node, a
 * rollup whose head lies two or more blocks above the last decided block knows of decisions that
 * this log has forgotten. One block above may be a candidate.
 */
final class OldDataCheck {
  private static final long WAIT_MILLIS = 3_000;

  private OldDataCheck() {}

  /** Blocks; a rollup that does not answer is left to the rounds, which compare heads too. */
  static void run(State state, Map<ChainId, RollupHandle> handles) {
    handles.forEach(
        (chainId, handle) -> {
          RollupState rollup = state.rollup(chainId);
          if (rollup == null) {
            return;
          }
          RpcResult<BlockRef> head =
              handle
                  .client()
                  .head()
                  .toCompletableFuture()
                  .completeOnTimeout(
                      new RpcResult.Unavailable<>("no answer"), WAIT_MILLIS, TimeUnit.MILLISECONDS)
                  .handle((answer, bug) -> answer)
                  .join();
          if (head instanceof RpcResult.Answer<BlockRef>(BlockRef block)
              && block.number() >= rollup.decidedHead().number() + 2) {
            throw new StartRefused(
                "OLD_DATA: rollup "
                    + chainId
                    + " is at block "
                    + block.number()
                    + ", this node's log decided only up to "
                    + rollup.decidedHead().number()
                    + ": the data directory is an older copy");
          }
        });
  }
}
