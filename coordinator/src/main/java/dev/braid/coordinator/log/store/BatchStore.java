package dev.braid.coordinator.log.store;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.PeerCodec;
import dev.braid.coordinator.codec.RecordCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.LogHead;
import dev.braid.proto.v1.StoreProto;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The batches of a log with everything that is found by height, bundle id or chain, in one
 * directory. Rows are written together or not at all. Reads block on the disk: never call them on
 * an event loop. Safe for use by several threads.
 */
public final class BatchStore implements AutoCloseable {
  /**
   * Version of the rows' layout and of what they hold; since 2 index rows are written with the
   * certificate, since 3 definitions of rollups hold empty blocks, fee recipient and gas, and
   * checkpoints always list ordinary transactions.
   */
  public static final int FORMAT_VERSION = 3;

  private final RowDisk disk;
  private final @Nullable StoreLock lock;
  // Readers hold it so that close() does not pull native memory away under them.
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  private BatchStore(RowDisk disk, @Nullable StoreLock lock) {
    this.disk = disk;
    this.lock = lock;
  }

  /** Opens the store whose rows this disk keeps, or makes one where it is empty. */
  public static BatchStore open(RowDisk disk) {
    BatchStore store = new BatchStore(disk, null);
    store.checkFormat(true);
    return store;
  }

  /**
   * Opens the store in this directory, or makes one where nothing is.
   *
   * @throws StoreException when another process has it open, or when it is damaged
   */
  public static BatchStore open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StoreException(
          StoreException.Kind.FAILED, "cannot make " + directory + ": " + e.getMessage(), e);
    }
    StoreLock lock = StoreLock.take(directory);
    try {
      BatchStore store = new BatchStore(Database.open(directory, false), lock);
      try {
        store.checkFormat(true);
        return store;
      } catch (RuntimeException e) {
        store.close();
        throw e;
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Opens an existing store for reading as it stands, also while a node has it open; what is
   * written later is not seen.
   */
  public static BatchStore openReadOnly(Path directory) {
    if (!Files.exists(directory.resolve("CURRENT"))) {
      throw new StoreException(StoreException.Kind.MISSING, "no store in " + directory);
    }
    BatchStore store = new BatchStore(Database.open(directory, true), null);
    try {
      store.checkFormat(false);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void checkFormat(boolean create) {
    byte[] row = get(Family.META, Keys.FORMAT);
    if (row == null) {
      if (!create || get(Family.META, Keys.HEAD) != null) {
        throw damaged("it does not say its format");
      }
      write(begin().format(FORMAT_VERSION), true);
      return;
    }
    int version = decode("format", () -> StoreProto.StoreHeader.parseFrom(row).getFormatVersion());
    if (version != FORMAT_VERSION) {
      throw new StoreException(
          StoreException.Kind.UNKNOWN_FORMAT,
          name() + " has format " + version + ", this build knows " + FORMAT_VERSION);
    }
  }

  /** Where it is, for the operator. */
  public String name() {
    return disk.name();
  }

  /** The newest batch and term; {@link LogHead#EMPTY} in a new store. */
  public LogHead head() {
    byte[] row = get(Family.META, Keys.HEAD);
    if (row == null) {
      return LogHead.EMPTY;
    }
    return decode(
        "head",
        () -> {
          StoreProto.StoredHead wire = StoreProto.StoredHead.parseFrom(row);
          return new LogHead(
              wire.getTerm(), wire.getCount() - 1, ValueCodec.batchHash(wire.getHash()));
        });
  }

  /**
   * Where the append rule goes on: head, term and the newest hashes. Reads the headers of all
   * batches on the way.
   *
   * @throws StoreException when a height is missing or the chain of hashes breaks (O1)
   */
  public AppendRule appendRule() {
    LogHead head = head();
    HeaderChain chain = new HeaderChain(head.height());
    scan(Family.HEADERS, Keys.height(0), chain);
    if (chain.next != head.height() + 1 || !chain.previous.equals(head.hash())) {
      throw damaged(
          "its head is batch " + head.height() + ", the newest batch is " + (chain.next - 1));
    }
    return new AppendRule(head.term(), head.height(), head.hash(), chain.recent);
  }

  /** Follows the hashes from header to header. */
  private final class HeaderChain implements RowDisk.Visitor {
    private final long headHeight;
    private long next;
    private BatchHash previous = LogHead.EMPTY.hash();
    private PSortedMap<Long, BatchHash> recent = TreePMap.empty();

    HeaderChain(long headHeight) {
      this.headHeight = headHeight;
    }

    @Override
    public boolean row(byte[] key, byte[] value) {
      long height = Keys.height(key);
      if (height != next) {
        throw damaged("batch " + next + " is missing, the next is " + height);
      }
      StoredHeader header = decode("header " + height, () -> StoredHeader.decode(height, value));
      if (!header.previousHash().equals(previous)) {
        throw damaged("batch " + height + " does not name the hash of the one before");
      }
      previous = header.hash();
      if (height > headHeight - AppendRule.RECENT) {
        recent = recent.plus(height, previous);
      }
      next++;
      return true;
    }
  }

  public @Nullable StoredBatch batch(long height) {
    StoredHeader header = header(height);
    if (header == null) {
      return null;
    }
    byte[] bytes = get(Family.BATCHES, Keys.height(height));
    if (bytes == null) {
      throw damaged("the bytes of batch " + height + " are missing");
    }
    return new StoredBatch(header, bytes);
  }

  public @Nullable StoredHeader header(long height) {
    if (height < 0) {
      return null;
    }
    byte[] row = get(Family.HEADERS, Keys.height(height));
    return row == null ? null : decode("header " + height, () -> StoredHeader.decode(height, row));
  }

  /** A batch that must be there, because it lies at or below the head. */
  public StoredBatch requireBatch(long height) {
    StoredBatch batch = batch(height);
    if (batch == null) {
      throw damaged("batch " + height + " is missing");
    }
    return batch;
  }

  public @Nullable BundleRecord bundle(BundleId id) {
    byte[] row = get(Family.BUNDLES, id.value().bytes().unsafeArray());
    return row == null ? null : decode("record of bundle " + id, () -> RecordCodec.decode(row));
  }

  public @Nullable Certificate certificate(long height) {
    byte[] row = get(Family.CERTIFICATES, Keys.height(height));
    return row == null
        ? null
        : decode("certificate " + height, () -> LogCodec.decodeCertificate(row));
  }

  /** The batch of this height that waits for those before it. */
  public @Nullable WaitingBatch waiting(long height) {
    byte[] row = get(Family.WAITING, Keys.height(height));
    return row == null
        ? null
        : decode(
            "waiting batch " + height,
            () -> {
              StoreProto.WaitingBatch wire = StoreProto.WaitingBatch.parseFrom(row);
              return new WaitingBatch(PeerCodec.fromProto(wire.getBatch()), wire.getHanded());
            });
  }

  /** The newest batch that each member is known to have signed, in no order. */
  public List<SignedBatch> newestSigned() {
    List<SignedBatch> found = new ArrayList<>();
    scan(
        Family.SIGNED,
        new byte[0],
        (key, row) -> found.add(decode("newest signature", () -> PeerCodec.decodeSigned(row))));
    return found;
  }

  /** All evidence against members, ascending by height. */
  public List<Equivocation> evidence() {
    List<Equivocation> found = new ArrayList<>();
    scan(
        Family.EVIDENCE,
        new byte[0],
        (key, row) -> found.add(decode("evidence", () -> PeerCodec.decodeEvidence(row))));
    return found;
  }

  /** The newest checkpoint. */
  public @Nullable Checkpoint checkpoint() {
    RowDisk.Row row = reading(() -> disk.last(Family.CHECKPOINTS));
    return row == null ? null : new Checkpoint(Keys.height(row.key()), row.value());
  }

  /**
   * The decided blocks of a rollup, ascending by number, each as often as it is named: once.
   *
   * @param from lowest block number
   * @param limit most rows to return
   */
  public List<DecidedRow> decided(ChainId chainId, long from, int limit) {
    List<DecidedRow> found = new ArrayList<>();
    scan(
        Family.DECIDED,
        Keys.block(chainId, from),
        (key, row) -> {
          if (found.size() == limit || !Keys.chainOf(key).equals(chainId)) {
            return false;
          }
          long number = Keys.numberOf(key);
          found.add(
              decode(
                  "decided block " + number + " of rollup " + chainId,
                  () -> DecidedRow.decode(chainId, number, row)));
          return true;
        });
    return found;
  }

  /** Bundle records in the store; reads all their keys. */
  public long bundleCount() {
    return count(Family.BUNDLES);
  }

  /** Rows of decided blocks in the store; reads all their keys. */
  public long decidedCount() {
    return count(Family.DECIDED);
  }

  private long count(Family family) {
    long[] count = {0};
    scan(
        family,
        new byte[0],
        (key, row) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  /** Begins to collect rows; {@link #write} writes them. */
  public StoreWrite begin() {
    return new StoreWrite();
  }

  /**
   * Writes all rows or none.
   *
   * @param sync whether they are on the disk on return (fsync); if not, those of earlier writes
   *     never get lost before them
   * @throws StoreException when the write failed: what the disk did is then unknown, and no further
   *     write may follow
   */
  public void write(StoreWrite write, boolean sync) {
    reading(
        () -> {
          disk.write(write.changes(), sync);
          return true;
        });
  }

  /**
   * Returns when all that was written before is on the disk (fsync).
   *
   * @throws StoreException when that failed; it is never tried again
   */
  public void sync() {
    reading(
        () -> {
          disk.sync();
          return true;
        });
  }

  /** Writes the head alone, synced: a take-over. */
  public void writeHead(LogHead head) {
    write(begin().head(head), true);
  }

  private byte @Nullable [] get(Family family, byte[] key) {
    return reading(() -> disk.get(family, key));
  }

  private void scan(Family family, byte[] from, RowDisk.Visitor visitor) {
    reading(
        () -> {
          disk.scan(family, from, visitor);
          return true;
        });
  }

  private StoreException damaged(String what) {
    return new StoreException(
        StoreException.Kind.DAMAGED, name() + " is damaged: " + what + "; nothing is skipped");
  }

  private <T> T decode(String what, LogCodec.Reader<T> reader) {
    try {
      return reader.read();
    } catch (CodecException | InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new StoreException(
          StoreException.Kind.DAMAGED, name() + " is damaged: " + what + ": " + e.getMessage(), e);
    }
  }

  private <T extends @Nullable Object> T reading(Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new StoreException(StoreException.Kind.CLOSED, name() + " is closed");
      }
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }

  /** Waits for reads and writes under way. Closing twice is harmless. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      disk.close();
      if (lock != null) {
        lock.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
