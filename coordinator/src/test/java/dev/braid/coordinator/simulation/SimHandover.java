package dev.braid.coordinator.simulation;

import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import dev.braid.coordinator.loop.Loop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings what the log hands over to the ledger's loop. */
final class SimHandover implements TakenBatches {
  private final Loop loop;
  private final TakenBatches ledger;

  SimHandover(Loop loop, TakenBatches ledger) {
    this.loop = loop;
    this.ledger = ledger;
  }

  @Override
  public void take(List<TakenBatch> batches, LogHead head) {
    loop.execute(() -> ledger.take(batches, head));
  }

  @Override
  public void durable(long height) {
    loop.execute(() -> ledger.durable(height));
  }

  @Override
  public void skippedTo(LogHead head) {
    loop.execute(() -> ledger.skippedTo(head));
  }

  @Override
  public CompletionStage<Void> flushed(long height) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          var unused = ledger.flushed(height).thenRun(() -> done.complete(null));
        });
    return done;
  }
}
