package dev.braid.coordinator.log.hazelcast;

import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from the Raft group's thread to the ledger: a queue and one thread, which also gives the
 * answers to appends, so that each comes after its batch and after those of all before it. When the
 * ledger is behind by {@link #MAX_WAITING_KIB} the group's thread waits here: Raft then
 * acknowledges nothing more for this member, and the others go on without it.
 */
final class HandOver implements AutoCloseable {
  /** Size of the batches that may wait for the ledger. */
  static final int MAX_WAITING_KIB = 64 * 1024;

  /** Batches that the ledger is given at once. */
  static final int MAX_GROUP = 16;

  private static final long STOP_POLL_MILLIS = 100;
  private static final long CLOSE_SECONDS = 10;
  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private final TakenBatches ledger;
  private final Consumer<Throwable> onFailure;
  // Not bounded by itself: batches by the permits, answers by the appends in flight.
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final Semaphore permits = new Semaphore(MAX_WAITING_KIB);
  private final AtomicBoolean wakeWaits = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean stopped;

  // Set by the group's thread, read by this one's.
  private volatile long durableHeight = -1;
  private long toldDurable = -1;

  private sealed interface Item {
    record Taken(TakenBatch batch, LogHead head, int kib) implements Item {}

    record Skipped(LogHead head) implements Item {}

    record Answer(Runnable answer) implements Item {}

    record Sync(long height, CompletableFuture<Void> done) implements Item {}

    /** There is something durable to tell. */
    record Wake() implements Item {}

    /** The last one. */
    record Close() implements Item {}
  }

  /**
   * @param onFailure told once, on the thread, when the ledger cannot take what the log has taken:
   *     the node must stop
   */
  HandOver(TakenBatches ledger, Consumer<Throwable> onFailure) {
    this.ledger = ledger;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("log-hand-over").daemon(true).unstarted(this::run);
    this.thread.start();
  }

  boolean isStopped() {
    return stopped;
  }

  /**
   * Hands a batch on; waits while too much waits already.
   *
   * @param durable as {@link #durable} is told, where that is known by now: then the ledger is not
   *     woken once more for it; -1 = nothing new
   */
  void taken(TakenBatch batch, LogHead head, long durable) {
    if (durable >= 0) {
      durableHeight = durable;
    }
    int kib = Math.min(1 + batch.bytes().length / 1024, MAX_WAITING_KIB);
    if (acquire(kib)) {
      queue.add(new Item.Taken(batch, head, kib));
    }
  }

  private boolean acquire(int kib) {
    boolean interrupted = false;
    try {
      while (!stopped) {
        try {
          if (permits.tryAcquire(kib, STOP_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            return true;
          }
        } catch (InterruptedException e) {
          interrupted = true; // the log's order has no hole: the wait goes on
        }
      }
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void skippedTo(LogHead head) {
    queue.add(new Item.Skipped(head));
  }

  /** Runs after all that was handed on before; at once, on this thread, when it has ended. */
  void answer(Runnable answer) {
    queue.add(new Item.Answer(answer));
    if (stopped) {
      answerRest();
    }
  }

  /** Everything up to this height is on this member's disk by Raft's copy. Never blocks. */
  void durable(long height) {
    durableHeight = height;
    if (wakeWaits.compareAndSet(false, true)) {
      queue.add(new Item.Wake());
    }
  }

  /**
   * Blocks until all up to this height is on the disk in the store.
   *
   * @throws IllegalStateException when it is not by then
   */
  void sync(long height, Duration limit) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.add(new Item.Sync(height, done));
    try {
      long deadlineNanos = System.nanoTime() + limit.toNanos();
      while (true) {
        if (stopped) {
          throw new IllegalStateException("the log is stopped");
        }
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new IllegalStateException("the store is behind height " + height);
        }
        try {
          done.get(STOP_POLL_MILLIS, TimeUnit.MILLISECONDS);
          return;
        } catch (TimeoutException e) {
          // looks again whether it is worth waiting
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before height " + height + " was synced", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("height " + height + " could not be synced", e.getCause());
    }
  }

  private void run() {
    List<Item> items = new ArrayList<>(MAX_GROUP);
    List<TakenBatch> group = new ArrayList<>(MAX_GROUP);
    try {
      while (!stopped) {
        items.clear();
        items.add(queue.take());
        queue.drainTo(items, MAX_GROUP - 1);
        for (int i = 0; i < items.size(); i++) {
          Item item = items.get(i);
          if (item instanceof Item.Taken taken) {
            group.add(taken.batch());
            permits.release(taken.kib());
            if (i + 1 == items.size() || !(items.get(i + 1) instanceof Item.Taken)) {
              tellDurable(); // before: the ledger can then sign in the same go
              ledger.take(List.copyOf(group), taken.head());
              group.clear();
            }
          } else {
            serve(item);
          }
        }
        tellDurable();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    } catch (RuntimeException | Error e) {
      LOG.error("log stops: its batches could not be handed on", e);
      stopped = true;
      onFailure.accept(e);
    } finally {
      stopped = true;
      answerRest();
    }
  }

  private void serve(Item item) {
    switch (item) {
      case Item.Taken taken -> throw new IllegalStateException("taken in groups");
      case Item.Skipped skipped -> ledger.skippedTo(skipped.head());
      case Item.Answer answer -> answer.answer().run();
      case Item.Sync sync -> {
        try {
          ledger.sync(sync.height());
          sync.done().complete(null);
        } catch (RuntimeException | Error e) {
          sync.done().completeExceptionally(e);
          throw e;
        }
      }
      case Item.Wake wake -> {
        wakeWaits.set(false);
        tellDurable();
      }
      case Item.Close close -> stopped = true;
    }
  }

  private void tellDurable() {
    long height = durableHeight;
    if (height > toldDurable) {
      toldDurable = height;
      ledger.durable(height);
    }
  }

  private void answerRest() {
    for (Item item = queue.poll(); item != null; item = queue.poll()) {
      if (item instanceof Item.Answer answer) {
        answer.answer().run();
      }
    }
  }

  /** Hands on what it has and ends. Closing twice is harmless. */
  @Override
  public void close() {
    queue.add(new Item.Close());
    if (Thread.currentThread().equals(thread)) {
      return;
    }
    try {
      thread.join(Duration.ofSeconds(CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
