package dev.braid.coordinator.log.store;

import dev.braid.protocol.types.BundleId;
import java.nio.file.Path;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;

/** Changes rows of a closed store, as no node would. */
public final class Rows {
  private Rows() {}

  private interface Change {
    void apply(Database database) throws RocksDBException;
  }

  private static void change(Path directory, Change change) {
    try (Database database = Database.open(directory, false)) {
      change.apply(database);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path directory, Family family, byte[] key) {
    change(directory, database -> database.db().delete(database.handle(family), key));
  }

  public static void deleteCertificate(Path directory, long height) {
    delete(directory, Family.CERTIFICATES, Keys.height(height));
  }

  public static void deleteBatch(Path directory, long height) {
    delete(directory, Family.HEADERS, Keys.height(height));
    delete(directory, Family.BATCHES, Keys.height(height));
  }

  public static void deleteBytes(Path directory, long height) {
    delete(directory, Family.BATCHES, Keys.height(height));
  }

  public static void deleteBundle(Path directory, BundleId id) {
    delete(directory, Family.BUNDLES, id.value().bytes().toArray());
  }

  public static void deleteHead(Path directory) {
    delete(directory, Family.META, Keys.HEAD);
  }

  /** The bytes of one batch in the place of another's. */
  public static void copyBytes(Path directory, long from, long to) {
    copy(directory, Family.BATCHES, from, to);
  }

  /** What the append of one batch claimed in the place of another's. */
  public static void copyHeader(Path directory, long from, long to) {
    copy(directory, Family.HEADERS, from, to);
  }

  public static void copyCertificate(Path directory, long from, long to) {
    copy(directory, Family.CERTIFICATES, from, to);
  }

  private static void copy(Path directory, Family family, long from, long to) {
    change(
        directory,
        database -> {
          byte[] row = database.db().get(database.handle(family), Keys.height(from));
          database.db().put(database.handle(family), Keys.height(to), row);
        });
  }

  /** Moves all rows from the write-ahead log into files of their own. */
  public static void flush(Path directory) {
    change(
        directory,
        database -> {
          try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            for (Family family : Family.values()) {
              database.db().flush(options, database.handle(family));
            }
          }
        });
  }
}
