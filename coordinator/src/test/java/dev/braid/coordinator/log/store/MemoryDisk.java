package dev.braid.coordinator.log.store;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory. A crash takes the newest writes that were not synced: as many as the crash
 * says, never one without those after it.
 */
public final class MemoryDisk implements RowDisk {
  private final String name;
  private final Map<Family, NavigableMap<byte[], byte[]>> synced = tables();
  private final Map<Family, NavigableMap<byte[], byte[]>> rows = tables();
  private final Deque<List<Change>> unsynced = new ArrayDeque<>();

  public MemoryDisk(String name) {
    this.name = name;
  }

  private static Map<Family, NavigableMap<byte[], byte[]>> tables() {
    Map<Family, NavigableMap<byte[], byte[]>> tables = new EnumMap<>(Family.class);
    for (Family family : Family.values()) {
      tables.put(family, new TreeMap<>(Arrays::compareUnsigned));
    }
    return tables;
  }

  private static NavigableMap<byte[], byte[]> table(
      Map<Family, NavigableMap<byte[], byte[]>> tables, Family family) {
    return Objects.requireNonNull(tables.get(family));
  }

  /** Writes that a crash may take. */
  public synchronized int unsyncedWrites() {
    return unsynced.size();
  }

  /** Whether a crash of the machine would leave this batch here. */
  public synchronized boolean keepsBatch(long height) {
    return table(synced, Family.BATCHES).containsKey(Keys.height(height));
  }

  /**
   * The machine fails.
   *
   * @param survivors how many of the unsynced writes reached the disk all the same, oldest first
   */
  public synchronized void crash(int survivors) {
    for (int i = 0; i < survivors && !unsynced.isEmpty(); i++) {
      apply(synced, unsynced.removeFirst());
    }
    unsynced.clear();
    for (Family family : Family.values()) {
      table(rows, family).clear();
      table(rows, family).putAll(table(synced, family));
    }
  }

  /** Whether a crash leaves the batch of this height. */
  public synchronized boolean isSynced(long height) {
    return table(synced, Family.BATCHES).containsKey(Keys.height(height))
        || table(synced, Family.WAITING).containsKey(Keys.height(height));
  }

  /** A new disk in its place. */
  public synchronized void wipe() {
    unsynced.clear();
    for (Family family : Family.values()) {
      table(rows, family).clear();
      table(synced, family).clear();
    }
  }

  /** Damage: a height without its rows. */
  public synchronized void deleteHeight(long height) {
    for (Family family : List.of(Family.HEADERS, Family.BATCHES, Family.CERTIFICATES)) {
      table(rows, family).remove(Keys.height(height));
      table(synced, family).remove(Keys.height(height));
    }
  }

  private static void apply(
      Map<Family, NavigableMap<byte[], byte[]>> tables, List<Change> changes) {
    for (Change change : changes) {
      switch (change) {
        case Change.Put put -> table(tables, put.family()).put(put.key(), put.value());
        case Change.DeleteRange range ->
            table(tables, range.family()).subMap(range.from(), range.to()).clear();
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized byte @Nullable [] get(Family family, byte[] key) {
    return table(rows, family).get(key);
  }

  @Override
  public synchronized void scan(Family family, byte[] from, Visitor visitor) {
    for (Map.Entry<byte[], byte[]> row : table(rows, family).tailMap(from, true).entrySet()) {
      if (!visitor.row(row.getKey(), row.getValue())) {
        return;
      }
    }
  }

  @Override
  public synchronized @Nullable Row last(Family family) {
    Map.Entry<byte[], byte[]> last = table(rows, family).lastEntry();
    return last == null ? null : new Row(last.getKey(), last.getValue());
  }

  @Override
  public synchronized void write(List<Change> changes, boolean sync) {
    List<Change> kept = List.copyOf(changes);
    apply(rows, kept);
    unsynced.addLast(kept);
    if (sync) {
      sync();
    }
  }

  @Override
  public synchronized void sync() {
    unsynced.forEach(changes -> apply(synced, changes));
    unsynced.clear();
  }

  @Override
  public void close() {}
}
