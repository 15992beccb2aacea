package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a log hands over, and checks that it comes in order. */
final class RecordedBatches implements TakenBatches {
  private final List<AppendClaim> claims = new ArrayList<>();
  private final List<LogHead> skipped = new ArrayList<>();
  private long durable = -1;
  private long synced = -1;
  private boolean held;

  @Override
  public synchronized void take(List<TakenBatch> batches, LogHead head) {
    while (held) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    for (TakenBatch batch : batches) {
      claims.add(batch.claim());
    }
    if (batches.getLast().claim().height() != head.height()) {
      throw new IllegalStateException("the head is not the last batch's");
    }
    notifyAll();
  }

  @Override
  public synchronized void durable(long height) {
    durable = height;
  }

  @Override
  public synchronized void skippedTo(LogHead head) {
    skipped.add(head);
  }

  @Override
  public synchronized void sync(long height) {
    synced = height;
  }

  /** Lets {@link #take} block, or go on. */
  synchronized void hold(boolean hold) {
    held = hold;
    notifyAll();
  }

  synchronized List<AppendClaim> claims() {
    return List.copyOf(claims);
  }

  synchronized List<LogHead> skipped() {
    return List.copyOf(skipped);
  }

  synchronized long durable() {
    return durable;
  }

  synchronized long synced() {
    return synced;
  }
}
