package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoreWrite;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.coordinator.log.store.StoredHeader;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the state and carries it on: gets every taken batch in order, applies it, writes batch,
 * index rows, bundle records and head in one synced write, certifies it, and only then tells of it
 * (D1). Never takes a batch back: one that breaks a rule is kept as void, with an alarm.
 */
public final class Ledger implements TakenBatches, LedgerReader {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final BatchStore store;
  private final BatchApplier applier;
  private final Certifier certifier;
  private final Checkpoints checkpoints;
  private final UncertifiedRecords uncertified = new UncertifiedRecords();
  private final List<CertifiedBatch.Listener> listeners = new CopyOnWriteArrayList<>();

  // Changed by the log's thread alone; certified when it is seen by others.
  private volatile State state;

  Ledger(
      BatchStore store,
      BatchApplier applier,
      Certifier certifier,
      Checkpoints checkpoints,
      State state) {
    this.store = store;
    this.applier = applier;
    this.certifier = certifier;
    this.checkpoints = checkpoints;
    this.state = state;
  }

  /** Listeners are called in the order in which they were added. */
  public void addListener(CertifiedBatch.Listener listener) {
    listeners.add(listener);
  }

  /** A batch of the group with what it did. */
  private record Step(
      TakenBatch batch,
      State before,
      State after,
      List<LogEvent> events,
      @Nullable Violation violation,
      Map<BundleId, BundleRecord> records) {}

  @Override
  public void take(List<TakenBatch> batches, LogHead head) {
    List<Step> steps = new ArrayList<>(batches.size());
    StagedRows rows = new StagedRows(store);
    StoreWrite write = store.begin();
    State before = state;
    for (TakenBatch batch : batches) {
      Step step = step(batch, before, rows);
      write.batch(stored(step));
      steps.add(step);
      before = step.after();
    }
    rows.writeTo(write);
    uncertified.begin(rows.before(), steps.stream().map(Step::records).toList());
    store.write(write.head(head), true);
    certify(steps);
  }

  private Step step(TakenBatch batch, State before, StagedRows rows) {
    return switch (applier.apply(before, batch, rows)) {
      case ApplyResult.Applied applied ->
          new Step(
              batch,
              before,
              applied.state(),
              applied.events(),
              null,
              rows.add(applied.events(), applied.state().timeMillis()));
      case ApplyResult.Void empty ->
          new Step(batch, before, empty.state(), List.of(), empty.violation(), Map.of());
      case ApplyResult.Stop stop ->
          throw new StoreException(StoreException.Kind.UNKNOWN_FORMAT, stop.why());
    };
  }

  private static StoredBatch stored(Step step) {
    AppendClaim claim = step.batch().claim();
    return new StoredBatch(
        new StoredHeader(
            claim.height(),
            claim.previousHash(),
            claim.term(),
            claim.hash(),
            step.violation() != null),
        step.batch().bytes());
  }

  /** Signs what is on the disk, then tells of it in order (D1). */
  private void certify(List<Step> steps) {
    List<CertifiedBatch> certified = new ArrayList<>(steps.size());
    StoreWrite write = store.begin();
    for (Step step : steps) {
      Certificate certificate =
          certifier.certify(step.before(), step.after(), step.violation() != null);
      write.certificate(certificate);
      certified.add(
          new CertifiedBatch(
              step.batch().claim(), step.violation(), step.events(), step.after(), certificate));
    }
    // Not synced: lost in a crash it is made again, the same.
    store.write(write, false);
    for (int i = 0; i < steps.size(); i++) {
      uncertified.certified(steps.get(i).records());
      announce(certified.get(i));
    }
  }

  private void announce(CertifiedBatch batch) {
    if (batch.violation() != null) {
      LOG.error(
          "ALARM void batch height={} proposer={} violation={}",
          batch.height(),
          batch.state().leader(),
          batch.violation());
    }
    state = batch.state();
    checkpoints.consider(batch.state());
    for (CertifiedBatch.Listener listener : listeners) {
      try {
        listener.certified(batch);
      } catch (RuntimeException e) {
        LOG.error("listener failed height={}", batch.height(), e);
      }
    }
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public long certifiedHeight() {
    return state.height();
  }

  @Override
  public @Nullable BundleRecord bundle(BundleId id) {
    return uncertified.visible(id, store.bundle(id));
  }

  @Override
  public @Nullable CertifiedRow batch(long height) {
    StoredBatch stored = height <= certifiedHeight() ? store.batch(height) : null;
    if (stored == null) {
      return null;
    }
    Certificate certificate = store.certificate(height);
    if (certificate == null) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          store.name() + " is damaged: no certificate of batch " + height);
    }
    return new CertifiedRow(stored, decode(stored), certificate);
  }

  private static @Nullable Batch decode(StoredBatch stored) {
    try {
      return LogCodec.decodeBatch(stored.bytes());
    } catch (CodecException e) {
      if (stored.header().isVoid()) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public List<DecidedBlock> decidedBlocks(ChainId chainId, long from, int limit) {
    long certified = certifiedHeight();
    DecidedBlocks blocks = new DecidedBlocks(store);
    return store.decided(chainId, from, limit).stream()
        .filter(row -> row.decision().height() <= certified)
        .map(blocks::rebuild)
        .toList();
  }

  @Override
  public Set<TransactionHash> transactionsSince(long timeMillis) {
    Set<TransactionHash> found = new HashSet<>();
    for (long height = certifiedHeight(); height >= 0; height--) {
      StoredBatch stored = store.requireBatch(height);
      if (stored.header().isVoid()) {
        continue;
      }
      Batch batch = LogCodec.decodeBatch(stored.bytes());
      if (batch.timeMillis() < timeMillis) {
        break;
      }
      for (Entry entry : batch.entries()) {
        if (entry instanceof Entry.BundleSequenced sequenced) {
          sequenced.bundle().slices().stream()
              .flatMap(slice -> slice.transactions().stream())
              .map(RawTransaction::hash)
              .forEach(found::add);
        }
      }
    }
    return found;
  }
}
