package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.Checkpoint;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.protocol.log.MalformedValueException;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.StateCodec;
import dev.braid.protocol.types.Bytes;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the state now and then, so that a start replays few batches. On a thread beside the log's:
 * states are immutable, and a large one must not hold up the log. A checkpoint is never on the disk
 * before its batch, because writes are kept in order; one that is lost costs time alone.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final long CLOSE_SECONDS = 30;

  private final BatchStore store;
  private final int everyBatches;
  private final Executor writer;
  private final AtomicBoolean busy = new AtomicBoolean();
  // Of the newest checkpoint; -1 = none.
  private volatile long height;

  /**
   * @param writer where states are encoded and written
   * @param height of the newest checkpoint; -1 = none
   */
  Checkpoints(BatchStore store, int everyBatches, long height, Executor writer) {
    this.store = store;
    this.writer = writer;
    this.everyBatches = everyBatches;
    this.height = height;
  }

  /** The newest state that was kept; null when there is none. */
  static @Nullable State load(BatchStore store) {
    Checkpoint checkpoint = store.checkpoint();
    if (checkpoint == null) {
      return null;
    }
    State state;
    try {
      state = StateCodec.decode(Bytes.wrap(checkpoint.state()));
    } catch (MalformedValueException e) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          store.name() + " is damaged: checkpoint " + checkpoint.height() + ": " + e.getMessage(),
          e);
    }
    var header = store.header(checkpoint.height());
    if (header == null
        || state.height() != checkpoint.height()
        || !header.hash().equals(state.headHash())) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          store.name()
              + " is damaged: checkpoint "
              + checkpoint.height()
              + " does not fit the batch of its height");
    }
    return state;
  }

  /** Writes this state if it is time; called on the log's thread, does not block. */
  void consider(State state) {
    if (state.height() - height < everyBatches || !busy.compareAndSet(false, true)) {
      return;
    }
    writer.execute(
        () -> {
          try {
            Bytes encoded = StateCodec.encode(state);
            store.write(
                store.begin().checkpoint(new Checkpoint(state.height(), encoded.toArray())), false);
            height = state.height();
            LOG.info("checkpoint height={} bytes={}", state.height(), encoded.size());
          } catch (RuntimeException e) {
            LOG.error("checkpoint failed height={}", state.height(), e);
          } finally {
            busy.set(false);
          }
        });
  }

  /** A thread for the writing of checkpoints. */
  static ExecutorService newWriter() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name("log-checkpoint").daemon(true).factory());
  }

  /** Ends such a thread when it has written what it had. */
  static void close(ExecutorService writer) {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("checkpoint still being written after {} s", CLOSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
