package dev.braid.coordinator.log;

import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way through the log.
 *
 * @param sealed what the append claims and what the bytes decode to
 * @param bytes the batch as it is sent and stored; not to be changed
 * @param prepared what applying it gives, where its proposer runs in this process
 */
public record TakenBatch(SealedBatch sealed, byte[] bytes, @Nullable Prepared prepared) {

  /**
   * The work of {@code apply} done before the append, so that it is not done twice.
   *
   * @param before the very state that it was done on: good for this one alone
   */
  public record Prepared(State before, ApplyResult.Applied result) {}
}
