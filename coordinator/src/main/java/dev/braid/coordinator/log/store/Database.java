package dev.braid.coordinator.log.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB opened the way this store needs it: a torn tail of the write-ahead log, which was never
 * acknowledged, is cut; any other damage refuses the start. The default recovery mode would open
 * with half of the data after one flipped bit, without a word.
 */
final class Database implements RowDisk {
  private static final long MIN_BLOB_BYTES = 1024;
  private static final long BLOB_FILE_BYTES = 256L << 20;
  private static final long WRITE_BUFFER_BYTES = 32L << 20;
  private static final long MAX_WAL_BYTES = 256L << 20;
  private static final int BLOOM_BITS = 10;

  static {
    RocksDB.loadLibrary();
  }

  private final List<RocksObject> toClose = new ArrayList<>();
  private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
  private final RocksDB db;
  private final Path directory;
  private final WriteOptions synced = keep(new WriteOptions().setSync(true));
  private final WriteOptions unsynced = keep(new WriteOptions().setSync(false));

  private Database(Path directory, boolean readOnly, boolean create) throws RocksDBException {
    this.directory = directory;
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (Family family : Family.values()) {
      descriptors.add(new ColumnFamilyDescriptor(family.nameBytes(), options(family)));
    }
    DBOptions options = keep(new DBOptions());
    options
        .setCreateIfMissing(create)
        .setCreateMissingColumnFamilies(!readOnly)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setParanoidChecks(true)
        .setMaxTotalWalSize(MAX_WAL_BYTES)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(4);
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    this.db =
        readOnly
            ? RocksDB.openReadOnly(options, directory.toString(), descriptors, handles)
            : RocksDB.open(options, directory.toString(), descriptors, handles);
    for (Family family : Family.values()) {
      families.put(family, handles.get(family.ordinal()));
    }
  }

  static Database open(Path directory, boolean readOnly) {
    boolean create = !readOnly && isNew(directory);
    try {
      Database database = new Database(directory, readOnly, create);
      if (!readOnly) {
        Path missing = database.missingFile(directory);
        if (missing != null) {
          database.close();
          throw new StoreException(
              StoreException.Kind.DAMAGED,
              directory + " is damaged, nothing of it is skipped: " + missing + " is missing");
        }
      }
      return database;
    } catch (RocksDBException e) {
      throw refused(directory, e);
    }
  }

  /**
   * A file that should be there; null = none is missing. RocksDB misses a blob file only when it
   * reads from it: that may be never. Opening may have begun a compaction, so nothing is deleted
   * between asking for the names and looking for the files.
   */
  @Nullable Path missingFile(Path directory) throws RocksDBException {
    db.disableFileDeletions();
    try {
      for (String name : db.getLiveFiles(false).files) {
        Path file = directory.resolve(name.startsWith("/") ? name.substring(1) : name);
        if (!Files.exists(file)) {
          return file;
        }
      }
      return null;
    } finally {
      db.enableFileDeletions();
    }
  }

  private ColumnFamilyOptions options(Family family) {
    ColumnFamilyOptions options = keep(new ColumnFamilyOptions());
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
    if (family == Family.BATCHES || family == Family.CHECKPOINTS) {
      options
          .setEnableBlobFiles(true)
          .setMinBlobSize(MIN_BLOB_BYTES)
          .setBlobFileSize(BLOB_FILE_BYTES)
          .setEnableBlobGarbageCollection(true);
    } else {
      options.setTableFormatConfig(
          new BlockBasedTableConfig().setFilterPolicy(keep(new BloomFilter(BLOOM_BITS))));
    }
    return options;
  }

  private <T extends RocksObject> T keep(T object) {
    toClose.add(object);
    return object;
  }

  /**
   * Whether nothing was ever written here: no file of RocksDB, or those of a creation that was
   * interrupted, which has no CURRENT yet and no data. Where CURRENT was lost beside data, that is
   * damage.
   */
  private static boolean isNew(Path directory) {
    if (Files.exists(directory.resolve("CURRENT"))) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.noneMatch(Database::holdsData);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.FAILED, "cannot list " + directory + ": " + e.getMessage(), e);
    }
  }

  private static boolean holdsData(Path file) {
    String name = file.getFileName().toString();
    try {
      return name.endsWith(".sst")
          || name.endsWith(".blob")
          || (name.endsWith(".log") && Files.size(file) > 0);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.FAILED, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static StoreException refused(Path directory, RocksDBException e) {
    String text = String.valueOf(e.getMessage());
    Status.Code code = e.getStatus() == null ? Status.Code.Undefined : e.getStatus().getCode();
    if (text.contains("/LOCK: ") || text.contains("lock hold by current process")) {
      return new StoreException(
          StoreException.Kind.LOCKED, directory + " is in use by another process: " + text, e);
    }
    if (text.contains("Column family not found")) {
      return new StoreException(
          StoreException.Kind.UNKNOWN_FORMAT, directory + " was written by an older build", e);
    }
    boolean damaged =
        code == Status.Code.Corruption
            || code == Status.Code.InvalidArgument // CURRENT or column families missing
            || text.contains("No such file");
    return damaged
        ? new StoreException(
            StoreException.Kind.DAMAGED,
            directory + " is damaged, nothing of it is used or skipped: " + text,
            e)
        : new StoreException(
            StoreException.Kind.FAILED, "cannot open " + directory + ": " + text, e);
  }

  @Override
  public String name() {
    return directory.toString();
  }

  @Override
  public byte @Nullable [] get(Family family, byte[] key) {
    try {
      return db.get(handle(family), key);
    } catch (RocksDBException e) {
      throw readFailed(e);
    }
  }

  @Override
  public void scan(Family family, byte[] from, Visitor visitor) {
    try (RocksIterator rows = db.newIterator(handle(family))) {
      rows.seek(from);
      while (rows.isValid() && visitor.row(rows.key(), rows.value())) {
        rows.next();
      }
      rows.status();
    } catch (RocksDBException e) {
      throw readFailed(e);
    }
  }

  @Override
  public @Nullable Row last(Family family) {
    try (RocksIterator rows = db.newIterator(handle(family))) {
      rows.seekToLast();
      if (rows.isValid()) {
        return new Row(rows.key(), rows.value());
      }
      rows.status();
      return null;
    } catch (RocksDBException e) {
      throw readFailed(e);
    }
  }

  @Override
  public void write(List<Change> changes, boolean sync) {
    try (WriteBatch rows = new WriteBatch()) {
      for (Change change : changes) {
        switch (change) {
          case Change.Put put -> rows.put(handle(put.family()), put.key(), put.value());
          case Change.DeleteRange range ->
              rows.deleteRange(handle(range.family()), range.from(), range.to());
        }
      }
      db.write(sync ? synced : unsynced, rows);
    } catch (RocksDBException e) {
      throw writeFailed(e);
    }
  }

  @Override
  public void sync() {
    try {
      db.flushWal(true);
    } catch (RocksDBException e) {
      throw writeFailed(e);
    }
  }

  private StoreException readFailed(RocksDBException e) {
    return new StoreException(
        StoreException.Kind.DAMAGED,
        directory + " is damaged, nothing of it is skipped: " + e.getMessage(),
        e);
  }

  private StoreException writeFailed(RocksDBException e) {
    return new StoreException(
        StoreException.Kind.FAILED, "cannot write to " + directory + ": " + e.getMessage(), e);
  }

  RocksDB db() {
    return db;
  }

  ColumnFamilyHandle handle(Family family) {
    return Objects.requireNonNull(families.get(family));
  }

  @Override
  public void close() {
    families.values().forEach(ColumnFamilyHandle::close);
    db.close();
    toClose.forEach(RocksObject::close);
  }
}
