package dev.braid.coordinator.log.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the store's rows: a database, or in a simulation something that forgets at a crash
 * what was not synced. Keys sort as unsigned bytes. Methods block, may be called from any thread
 * and throw {@link StoreException}.
 */
public interface RowDisk extends AutoCloseable {
  /** What it is, for the operator: a directory. */
  String name();

  byte @Nullable [] get(Family family, byte[] key);

  /** Shows rows in ascending order, from this key on, until the visitor has enough. */
  void scan(Family family, byte[] from, Visitor visitor);

  /** The row with the highest key. */
  @Nullable Row last(Family family);

  /**
   * Writes all or none. What was written earlier never gets lost before it.
   *
   * @param sync whether it is on the disk on return (fsync), with all before it
   */
  void write(List<Change> changes, boolean sync);

  /** Returns when all that was written is on the disk (fsync). Never tried again when it failed. */
  void sync();

  @Override
  void close();

  /** Not to be changed. */
  record Row(byte[] key, byte[] value) {}

  /** Looks at rows. */
  @FunctionalInterface
  interface Visitor {
    /** Whether the next row is wanted too. */
    boolean row(byte[] key, byte[] value);
  }

  /** A change of rows. */
  sealed interface Change {
    Family family();

    /** Puts a row in the place of the one with this key. */
    record Put(Family family, byte[] key, byte[] value) implements Change {}

    /** Deletes the rows from one key up to another, which stays. */
    record DeleteRange(Family family, byte[] from, byte[] to) implements Change {}
  }
}
