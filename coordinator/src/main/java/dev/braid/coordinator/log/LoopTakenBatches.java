package dev.braid.coordinator.log;

import dev.braid.coordinator.loop.Loop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Brings what a log hands over on a thread of its own to the ledger's loop. {@link #take} waits
 * there until the ledger has applied and written it, so that no more than one group is on its way.
 */
final class LoopTakenBatches implements TakenBatches {
  private final Loop loop;
  private final TakenBatches ledger;

  LoopTakenBatches(Loop loop, TakenBatches ledger) {
    this.loop = loop;
    this.ledger = ledger;
  }

  @Override
  public void take(List<TakenBatch> batches, LogHead head) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            ledger.take(batches, head);
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    try {
      done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
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
          try {
            var unused =
                ledger
                    .flushed(height)
                    .whenComplete(
                        (nothing, failure) -> {
                          if (failure == null) {
                            done.complete(null);
                          } else {
                            done.completeExceptionally(failure);
                          }
                        });
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }
}
