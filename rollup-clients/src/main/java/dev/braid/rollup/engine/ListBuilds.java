package dev.braid.rollup.engine;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.SentTransaction;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.PrepareRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks for blocks of other lists than the one that was asked for, on the same parent. */
final class ListBuilds {
  private final Strategy strategy;
  private final PrepareRequest request;
  private final Address feeRecipient;
  private final Deadline deadline;

  ListBuilds(Strategy strategy, PrepareRequest request, Address feeRecipient, Deadline deadline) {
    this.strategy = strategy;
    this.request = request;
    this.feeRecipient = feeRecipient;
    this.deadline = deadline;
  }

  /** Why there is no block of this list; empty when there is one. */
  CompletableFuture<Optional<JsonRpcReply.Failure>> failure(List<SentTransaction> list) {
    List<Bytes> raw = list.stream().map(transaction -> transaction.raw().raw()).toList();
    Strategy.Order order =
        new Strategy.Order(request.parent(), request.timestampSeconds(), feeRecipient, raw);
    return strategy
        .build(order, deadline)
        .thenApply(
            answer ->
                switch (answer) {
                  case Strategy.Built built -> Optional.empty();
                  case Strategy.NotBuilt(JsonRpcReply.Failure failure) -> Optional.of(failure);
                });
  }

  Refusal classify(JsonRpcReply.Failure failure) {
    return strategy.classify(failure);
  }

  /** Whether so little time is left that what is known should be told now. */
  boolean isShortOfTime() {
    Duration enough = request.budget().dividedBy(4);
    return deadline.remaining().compareTo(enough) < 0;
  }
}
