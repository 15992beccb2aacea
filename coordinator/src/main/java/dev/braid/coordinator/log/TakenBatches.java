package dev.braid.coordinator.log;

import java.util.List;

/** Where a log hands the batches that it has taken. */
@FunctionalInterface
public interface TakenBatches {
  /**
   * Takes batches in the order of their heights, each once per start, never concurrently, on a
   * thread of the log. Blocks until they are applied and written; with a log of one node, whose
   * only copy the store is, synced (D1).
   *
   * @param head the log's head after the last of them
   * @throws RuntimeException when they could not be written: the log stops, and what became of them
   *     is shown by the next start
   */
  void take(List<TakenBatch> batches, LogHead head);
}
