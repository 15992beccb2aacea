package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.State;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

/**
 * Everything that keeps the log of one node: store, ledger and log, opened in that order and closed
 * in the other. Opening blocks while the store is checked and replayed.
 */
public final class SoloNodeLog implements AutoCloseable {
  private final BatchStore store;
  private final ExecutorService checkpointWriter;
  private final Ledger ledger;
  private final SoloLog log;

  private SoloNodeLog(
      BatchStore store, ExecutorService checkpointWriter, Ledger ledger, SoloLog log) {
    this.store = store;
    this.checkpointWriter = checkpointWriter;
    this.ledger = ledger;
    this.log = log;
  }

  /**
   * Opens the log in this directory, or an empty one where nothing is.
   *
   * @param checkpointEvery batches between two checkpoints
   * @param onFailure told when a write fails: the node must stop
   * @throws StoreException when the directory is in use, damaged, of another member, or written
   *     under rules that this build does not know
   */
  public static SoloNodeLog open(
      Path directory,
      Log rules,
      Certifier certifier,
      int checkpointEvery,
      Consumer<Throwable> onFailure) {
    BatchStore store = BatchStore.open(directory);
    ExecutorService writer = Checkpoints.newWriter();
    try {
      AppendRule rule = store.appendRule();
      BatchApplier applier = new BatchApplier(rules);
      State kept = Checkpoints.load(store);
      State from = kept == null ? State.empty() : kept;
      if (!from.isEmpty()) {
        checkMember(store, from, certifier);
      }
      OpenRows rows = new OpenRows(store);
      Recovery.Result recovered = new Recovery(store, applier, rows).replay(from);
      if (!recovered.applied().isEmpty()) {
        checkMember(store, recovered.applied(), certifier);
      }
      SignedHeights heights = SignedHeights.load(store);
      heights.check(store, certifier.member());
      Checkpoints checkpoints = new Checkpoints(store, checkpointEvery, from.height(), writer);
      Ledger ledger =
          Ledger.solo(
              new LedgerParts(store, applier, certifier, checkpoints, rows, heights, recovered));
      ledger.start(); // makes certificates again that were not written
      return new SoloNodeLog(
          store, writer, ledger, new SoloLog(certifier.member(), store, rule, ledger, onFailure));
    } catch (RuntimeException e) {
      writer.shutdown();
      store.close();
      throw e;
    }
  }

  private static void checkMember(BatchStore store, State state, Certifier certifier) {
    if (!certifier.isQuorum(state)) {
      throw new StoreException(
          StoreException.Kind.FOREIGN,
          store.name()
              + " belongs to network "
              + state.networkId()
              + " with the members "
              + state.parameters().members()
              + "; the key here is that of "
              + certifier.member()
              + ", which is not the only one");
    }
  }

  public Ledger ledger() {
    return ledger;
  }

  public ReplicatedLog log() {
    return log;
  }

  /** Finishes what is being written. Closing twice is harmless. */
  @Override
  public void close() {
    log.close();
    Checkpoints.close(checkpointWriter);
    store.close();
  }
}
