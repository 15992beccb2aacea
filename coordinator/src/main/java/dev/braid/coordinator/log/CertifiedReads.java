package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.LedgerReader.CertifiedRow;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads batches from the store as far as they are certified (D1). */
final class CertifiedReads {
  private final BatchStore store;
  private final LongSupplier certifiedHeight;

  CertifiedReads(BatchStore store, LongSupplier certifiedHeight) {
    this.store = store;
    this.certifiedHeight = certifiedHeight;
  }

  @Nullable CertifiedRow batch(long height) {
    StoredBatch stored = height <= certifiedHeight.getAsLong() ? store.batch(height) : null;
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

  /** What a void batch holds; null when it decodes to nothing. */
  static @Nullable Batch decodeVoid(StoredBatch stored) {
    try {
      return LogCodec.decodeBatch(stored.bytes());
    } catch (CodecException e) {
      return null;
    }
  }

  List<DecidedBlock> decidedBlocks(ChainId chainId, long from, int limit) {
    long certified = certifiedHeight.getAsLong();
    DecidedBlocks blocks = new DecidedBlocks(store);
    return store.decided(chainId, from, limit).stream()
        .filter(row -> row.decision().height() <= certified)
        .map(blocks::rebuild)
        .toList();
  }

  Set<TransactionHash> transactionsSince(long timeMillis) {
    Set<TransactionHash> found = new HashSet<>();
    for (long height = certifiedHeight.getAsLong(); height >= 0; height--) {
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
