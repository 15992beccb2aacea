package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.types.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Everything of a member's log but the replication: store, ledger and their threads. The replicated
 * log is made with {@link #taken} and closed before this.
 */
public final class ClusterNodeLog implements AutoCloseable {
  private final BatchStore store;
  private final ThreadLoop loop;
  private final ExecutorService checkpointWriter;
  private final ExecutorService readers;
  private final ClusterLedger ledger;

  private ClusterNodeLog(
      BatchStore store,
      ThreadLoop loop,
      ExecutorService checkpointWriter,
      ExecutorService readers,
      ClusterLedger ledger) {
    this.store = store;
    this.loop = loop;
    this.checkpointWriter = checkpointWriter;
    this.readers = readers;
    this.ledger = ledger;
  }

  /**
   * Opens the store in this directory, or an empty one where nothing is. Blocks while it is checked
   * and replayed.
   *
   * @param members as they are configured, this one among them
   * @param checkpointEvery batches between two checkpoints
   * @param onFailure told when the ledger cannot go on: the node must stop
   * @throws StoreException when the directory is in use, damaged, of another network, of other
   *     members, of a single node, or written under rules that this build does not know
   */
  public static ClusterNodeLog open(
      Path directory,
      Log rules,
      Certifier certifier,
      List<Address> members,
      int checkpointEvery,
      Peers peers,
      Consumer<Throwable> onFailure) {
    BatchStore store = BatchStore.open(directory);
    ThreadLoop loop = new ThreadLoop("ledger", onFailure);
    ExecutorService checkpointWriter = Checkpoints.newWriter();
    ExecutorService readers =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("ledger-reads").daemon(true).factory());
    try {
      ClusterLedger ledger =
          ClusterLedger.open(
              store,
              new ClusterLedger.Parts(
                  rules,
                  certifier,
                  members,
                  checkpointEvery,
                  checkpointWriter,
                  readers,
                  loop,
                  peers));
      return new ClusterNodeLog(store, loop, checkpointWriter, readers, ledger);
    } catch (RuntimeException e) {
      readers.shutdown();
      checkpointWriter.shutdown();
      loop.close();
      store.close();
      throw e;
    }
  }

  /** Where the replicated log hands over what it has taken, on a thread of its own. */
  public TakenBatches taken() {
    return new LoopTakenBatches(loop, ledger.ledger());
  }

  public Ledger ledger() {
    return ledger.ledger();
  }

  /** The newest batch that the store holds; {@link LogHead#EMPTY} in a new one. */
  public LogHead storeHead() {
    return store.head();
  }

  /** Answers other members from now on. */
  public void serve(PeerDesk desk) {
    ledger.serve(desk);
  }

  /** Signs from now on; see {@link ClusterLedger#start}. */
  public void start() {
    loop.execute(ledger::start);
  }

  /** Closed after the replicated log. Closing twice is harmless. */
  @Override
  public void close() {
    loop.close();
    readers.shutdown();
    Checkpoints.close(checkpointWriter);
    store.close();
  }
}
