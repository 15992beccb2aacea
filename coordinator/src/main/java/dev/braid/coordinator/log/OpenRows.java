package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.DecidedRow;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.SequencedIds;
import dev.braid.protocol.types.BundleId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The index rows of batches that are applied and not certified. They are in no store yet, so that
 * nobody reads them there (D1), and {@code apply} meets them here (O2). Used by the ledger's thread
 * alone.
 */
final class OpenRows implements SequencedIds {
  private final BatchStore store;
  private final Map<BundleId, BundleRecord> newest = new HashMap<>();

  OpenRows(BatchStore store) {
    this.store = store;
  }

  /** O2: an id that a batch below this height sequenced. */
  @Override
  public boolean sequencedBelow(BundleId id, long height) {
    BundleRecord bundle = find(id);
    return bundle != null && bundle.position().height() < height;
  }

  private @Nullable BundleRecord find(BundleId id) {
    BundleRecord open = newest.get(id);
    return open != null ? open : store.bundle(id);
  }

  /** Follows the events of the next batch. */
  NewRows add(List<LogEvent> events, long timeMillis) {
    Map<BundleId, BundleRecord> changed = new LinkedHashMap<>();
    List<DecidedRow> decided = new ArrayList<>();
    for (LogEvent event : events) {
      BundleId subject = BundleRecord.subject(event);
      if (subject != null) {
        changed.put(subject, add(subject, event, timeMillis));
      } else if (event instanceof LogEvent.RoundDecided round) {
        addDecided(round, decided);
      }
    }
    return new NewRows(changed, decided);
  }

  private BundleRecord add(BundleId subject, LogEvent event, long timeMillis) {
    BundleRecord next;
    if (event instanceof LogEvent.Sequenced sequenced) {
      next = BundleRecord.begin(sequenced, timeMillis);
    } else {
      BundleRecord last = find(subject);
      if (last == null) {
        throw new StoreException(
            StoreException.Kind.DAMAGED,
            store.name() + " is damaged: no record of bundle " + subject);
      }
      next = last.after(event, timeMillis);
    }
    newest.put(subject, next);
    return next;
  }

  private static void addDecided(LogEvent.RoundDecided round, List<DecidedRow> decided) {
    List<Entry.RollupDecision> rollups = round.entry().rollups();
    for (int i = 0; i < rollups.size(); i++) {
      Entry.RollupDecision rollup = rollups.get(i);
      decided.add(
          new DecidedRow(
              rollup.chainId(), rollup.header().number(), round.cursor(), i, rollup.blockHash()));
    }
  }

  /** The rows of the oldest open batch are in the store. */
  // By identity on purpose: the very record that a batch made is the newest or not.
  @SuppressWarnings("ReferenceEquality")
  void written(NewRows rows) {
    rows.bundles()
        .forEach(
            (id, record) -> {
              if (newest.get(id) == record) {
                newest.remove(id);
              }
            });
  }
}
