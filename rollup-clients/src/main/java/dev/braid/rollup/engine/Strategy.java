package dev.braid.rollup.engine;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Level;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How an engine is made to build a block from an explicit list. What differs between kinds of
 * engines stands here; that a candidate is executed, checked and adopted, and how, does not.
 */
interface Strategy {
  /** As {@code RollupInfo} tells it. */
  String name();

  /** The strongest level that an engine honours which is driven in this way. */
  Level level();

  /**
   * Looks whether the engine offers what this needs.
   *
   * @return empty when it does, else why it is of no use, for people
   */
  CompletableFuture<String> missing(Deadline deadline);

  /** Asks for a block; nothing of it may be seen by others, and the head stays. */
  CompletableFuture<Answer> build(Order order, Deadline deadline);

  /** What a refusal means. */
  Refusal classify(JsonRpcReply.Failure failure);

  /** What to build. */
  record Order(
      BlockRef parent, long timestampSeconds, Address feeRecipient, List<Bytes> transactions) {}

  sealed interface Answer {}

  /** A block, unchecked. */
  record Built(Payload payload) implements Answer {}

  /** No block. */
  record NotBuilt(JsonRpcReply.Failure failure) implements Answer {}
}
