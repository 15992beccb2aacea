package dev.braid.coordinator.simulation;

import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A receiver of batches that is another one but for what is overridden. */
class ForwardingTaken implements TakenBatches {
  final TakenBatches right;

  ForwardingTaken(TakenBatches right) {
    this.right = right;
  }

  @Override
  public void take(List<TakenBatch> batches, LogHead head) {
    right.take(batches, head);
  }

  @Override
  public void durable(long height) {
    right.durable(height);
  }

  @Override
  public void skippedTo(LogHead head) {
    right.skippedTo(head);
  }

  @Override
  public CompletionStage<Void> flushed(long height) {
    return right.flushed(height);
  }
}
