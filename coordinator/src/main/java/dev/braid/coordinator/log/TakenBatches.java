package dev.braid.coordinator.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where a log hands the batches that it has taken, on a thread of the log, never concurrently. */
@FunctionalInterface
public interface TakenBatches {
  /**
   * Takes batches in the order of their heights. Blocks until they are applied and written; with a
   * log of one node, whose only copy the store is, synced (D1). A replicated log may hand over a
   * batch again that was taken before its restart: that changes nothing.
   *
   * @param head the log's head after the last of them
   * @throws RuntimeException when they could not be written: the log stops, and what became of them
   *     is shown by the next start
   */
  void take(List<TakenBatch> batches, LogHead head);

  /**
   * All batches up to this height are on this member's disk (fsync) by the log's own copy. May be
   * told before the batch of this height is handed over.
   */
  default void durable(long height) {}

  /**
   * The log has gone on to this head without handing over all batches before it (a snapshot): they
   * must be fetched from peers. What comes next follows the head.
   */
  default void skippedTo(LogHead head) {
    throw new UnsupportedOperationException("this log skips nothing");
  }

  /**
   * Completes when all that was handed over up to this height is on the disk in the store: the log
   * is about to forget its own copy. Fails when it cannot be.
   */
  default CompletionStage<Void> flushed(long height) {
    return CompletableFuture.completedFuture(null);
  }

  /** Blocks until {@link #flushed} completes; never called on the ledger's own thread. */
  default void sync(long height) {
    flushed(height).toCompletableFuture().join();
  }
}
