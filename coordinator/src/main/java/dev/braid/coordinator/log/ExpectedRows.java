package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.DecidedRow;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.types.BundleId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which index rows a log must have, made again from its events and compared with those that stand
 * in the store. Keeps only bundles whose records may still change.
 */
final class ExpectedRows {
  private final BatchStore store;
  private final Map<BundleId, BundleRecord> open = new HashMap<>();
  private long bundles;
  private long decidedBlocks;

  ExpectedRows(BatchStore store) {
    this.store = store;
  }

  long bundles() {
    return bundles;
  }

  long decidedBlocks() {
    return decidedBlocks;
  }

  /** Follows an event; says what the store has wrong, or null. */
  @Nullable String follow(LogEvent event, long timeMillis) {
    if (event instanceof LogEvent.Sequenced sequenced) {
      bundles++;
      open.put(sequenced.entry().id(), BundleRecord.begin(sequenced, timeMillis));
      return null;
    }
    if (event instanceof LogEvent.RoundDecided round) {
      return checkDecided(round);
    }
    BundleId id = BundleRecord.subject(event);
    if (id == null) {
      return null;
    }
    BundleRecord before = open.get(id);
    if (before == null) {
      return "an event of bundle " + id + " that has no position or has ended";
    }
    BundleRecord after = before.after(event, timeMillis);
    if (!isSettled(after)) {
      open.put(id, after);
      return null;
    }
    open.remove(id);
    return check(after);
  }

  /** Compares what may still change with its rows as they stand at the head. */
  @Nullable String finish() {
    for (BundleRecord bundle : open.values()) {
      String problem = check(bundle);
      if (problem != null) {
        return problem;
      }
    }
    if (store.bundleCount() != bundles) {
      return store.bundleCount() + " bundle records, the log sequences " + bundles;
    }
    if (store.decidedCount() != decidedBlocks) {
      return store.decidedCount() + " rows of decided blocks, the log decides " + decidedBlocks;
    }
    return null;
  }

  private static boolean isSettled(BundleRecord bundle) {
    return bundle.state().isFinal()
        && bundle.slices().stream()
            .noneMatch(slice -> slice.state() == BundleRecord.SliceState.DECIDED);
  }

  private @Nullable String check(BundleRecord expected) {
    BundleRecord found = store.bundle(expected.id());
    if (found == null) {
      return "the record of bundle " + expected.id() + " is missing";
    }
    return found.equals(expected)
        ? null
        : "the record of bundle " + expected.id() + " differs from what the log says";
  }

  private @Nullable String checkDecided(LogEvent.RoundDecided round) {
    List<Entry.RollupDecision> rollups = round.entry().rollups();
    for (int i = 0; i < rollups.size(); i++) {
      Entry.RollupDecision rollup = rollups.get(i);
      decidedBlocks++;
      DecidedRow expected =
          new DecidedRow(
              rollup.chainId(), rollup.header().number(), round.cursor(), i, rollup.blockHash());
      if (!store.decided(rollup.chainId(), expected.blockNumber(), 1).contains(expected)) {
        return "the row of block "
            + expected.blockNumber()
            + " of rollup "
            + rollup.chainId()
            + " is missing or differs";
      }
    }
    return null;
  }
}
