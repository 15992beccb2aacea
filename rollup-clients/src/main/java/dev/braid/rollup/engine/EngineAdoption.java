package dev.braid.rollup.engine;

import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcFailureException;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.Trouble;
import java.util.concurrent.CompletableFuture;

/**
 * Adopt: hands a decided block over, written from the log alone, and makes it the head. The engine
 * may know it already or never have seen it; it may also have lost it again after it said yes, for
 * what it acknowledges is not on its disk at once. So nothing is remembered here and the head is
 * looked at every time (A3).
 *
 * <p>The head is only ever moved from a block's parent to the block: geth would follow a call to a
 * lower block too.
 */
final class EngineAdoption {
  /** Errors of forkchoiceUpdated by which an engine refuses for good (paris.md). */
  private static final int INVALID_FORKCHOICE_STATE = -38002;

  private final EngineRpc rpc;
  private final EngineCalls calls;

  EngineAdoption(EngineRpc rpc, EngineCalls calls) {
    this.rpc = rpc;
    this.calls = calls;
  }

  CompletableFuture<AdoptOutcome> adopt(DecidedBlock decided, Deadline deadline) {
    Payload block = Payload.of(decided);
    long number = block.header().number();
    return rpc.blocks()
        .latestAnd(number, deadline)
        .thenCompose(
            blocks -> {
              EngineBlock head = blocks.get(0);
              if (head == null) {
                throw JsonFields.unusable("head");
              }
              EngineBlock there = blocks.get(1);
              if (head.header().number() >= number) {
                if (there == null) {
                  throw JsonFields.unusable("block: the chain moves while it is read");
                }
                return there.hash().equals(block.hash())
                    ? answer(new AdoptOutcome.Adopted())
                    : diverged(head.ref(), "another block at this height");
              }
              if (head.hash().equals(block.header().parentHash())) {
                String fault = block.fault();
                return fault == null
                    ? execute(block, head.ref(), deadline)
                    : diverged(head.ref(), "what the log holds is not that block: " + fault);
              }
              if (head.header().number() < number - 1) {
                return answer(new AdoptOutcome.ParentMissing(head.ref()));
              }
              return diverged(head.ref(), "another block at the parent's height");
            });
  }

  private CompletableFuture<AdoptOutcome> execute(
      Payload block, BlockRef parent, Deadline deadline) {
    return calls
        .newPayload(block, deadline)
        .thenCompose(
            status -> {
              if (status.isRefusal()) {
                return diverged(parent, "newPayload of a decided block answers " + status);
              }
              if (!status.isValid()) {
                throw status.trouble("newPayload of a decided block");
              }
              return makeHead(block, parent, deadline);
            });
  }

  private CompletableFuture<AdoptOutcome> makeHead(
      Payload block, BlockRef parent, Deadline deadline) {
    return calls
        .makeHead(block, deadline)
        .thenCompose(
            status -> {
              if (status.isRefusal()) {
                return diverged(parent, "forkchoiceUpdated to a decided block answers " + status);
              }
              if (!status.isValid()) {
                throw status.trouble("forkchoiceUpdated to a decided block");
              }
              return seen(block, deadline);
            })
        .exceptionallyCompose(
            thrown -> {
              Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
              return cause instanceof JsonRpcFailureException e
                      && e.failure().code() == INVALID_FORKCHOICE_STATE
                  ? diverged(parent, "forkchoiceUpdated to a decided block: " + e.getMessage())
                  : CompletableFuture.failedFuture(thrown);
            });
  }

  /** An engine that says VALID may have done nothing. */
  private CompletableFuture<AdoptOutcome> seen(Payload block, Deadline deadline) {
    return rpc.blocks()
        .latest(deadline)
        .thenApply(
            head -> {
              if (!head.hash().equals(block.hash())) {
                throw new TroubleException(
                    Trouble.BAD_ANSWER,
                    "the engine said VALID to block "
                        + block.ref()
                        + ", its head is "
                        + head.ref());
              }
              return new AdoptOutcome.Adopted();
            });
  }

  private static CompletableFuture<AdoptOutcome> diverged(BlockRef head, String why) {
    return answer(new AdoptOutcome.Diverged(head, why));
  }

  private static CompletableFuture<AdoptOutcome> answer(AdoptOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
