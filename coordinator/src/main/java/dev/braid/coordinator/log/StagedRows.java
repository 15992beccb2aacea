package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.DecidedRow;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoreWrite;
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
 * The index rows that a group of batches makes, before they are written: a later batch of the group
 * sees those of an earlier one. Used by one thread.
 */
final class StagedRows implements SequencedIds {
  private final BatchStore store;
  private final Map<BundleId, BundleRecord> bundles = new LinkedHashMap<>();
  private final Map<BundleId, BundleRecord> before = new HashMap<>();
  private final List<DecidedRow> decided = new ArrayList<>();

  StagedRows(BatchStore store) {
    this.store = store;
  }

  /** O2: an id that a batch below this height sequenced. */
  @Override
  public boolean sequencedBelow(BundleId id, long height) {
    BundleRecord bundle = find(id);
    return bundle != null && bundle.position().height() < height;
  }

  private @Nullable BundleRecord find(BundleId id) {
    BundleRecord staged = bundles.get(id);
    return staged != null ? staged : store.bundle(id);
  }

  /** Follows the events of a batch; answers with the records that it changes, as it leaves them. */
  Map<BundleId, BundleRecord> add(List<LogEvent> events, long timeMillis) {
    Map<BundleId, BundleRecord> changed = new LinkedHashMap<>();
    for (LogEvent event : events) {
      BundleId subject = BundleRecord.subject(event);
      if (subject != null) {
        changed.put(subject, add(subject, event, timeMillis));
      } else if (event instanceof LogEvent.RoundDecided round) {
        addDecided(round);
      }
    }
    return changed;
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
      if (!bundles.containsKey(subject)) {
        before.put(subject, last);
      }
      next = last.after(event, timeMillis);
    }
    bundles.put(subject, next);
    return next;
  }

  private void addDecided(LogEvent.RoundDecided round) {
    List<Entry.RollupDecision> rollups = round.entry().rollups();
    for (int i = 0; i < rollups.size(); i++) {
      Entry.RollupDecision rollup = rollups.get(i);
      decided.add(
          new DecidedRow(
              rollup.chainId(), rollup.header().number(), round.cursor(), i, rollup.blockHash()));
    }
  }

  void writeTo(StoreWrite write) {
    bundles.values().forEach(write::bundle);
    decided.forEach(write::decided);
  }

  /** The records that change, as they stood before; a bundle that begins is not in it. */
  Map<BundleId, BundleRecord> before() {
    return before;
  }
}
