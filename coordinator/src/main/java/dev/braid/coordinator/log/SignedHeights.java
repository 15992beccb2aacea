package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoreWrite;
import dev.braid.coordinator.log.store.StoredHeader;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.types.Address;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The newest batch that each member is known to have signed: what a member with an old disk is told
 * before it votes again (design section 5). Changed by the ledger's thread, read by any.
 */
final class SignedHeights {
  private final Map<Address, SignedBatch> newest = new ConcurrentHashMap<>();
  private final Map<Address, SignedBatch> unwritten = new LinkedHashMap<>();

  /** As the store knows it. */
  static SignedHeights load(BatchStore store) {
    SignedHeights heights = new SignedHeights();
    store.newestSigned().forEach(signed -> heights.newest.put(signed.member(), signed));
    return heights;
  }

  /**
   * D4: what this member has signed is what its store holds.
   *
   * @throws StoreException when it has signed another batch, or one that the store has lost
   */
  void check(BatchStore store, Address self) {
    SignedBatch own = newest.get(self);
    if (own == null) {
      return;
    }
    StoredHeader header = store.header(own.height());
    if (header == null
        || !header.hash().equals(own.batchHash())
        || header.isVoid() != own.isVoid()) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          store.name()
              + " is damaged: this member has signed batch "
              + own.batchHash()
              + " at height "
              + own.height()
              + ", which is not there");
    }
  }

  @Nullable SignedBatch of(Address member) {
    return newest.get(member);
  }

  /** A valid signature of a member. */
  void saw(SignedBatch signed) {
    SignedBatch known = newest.get(signed.member());
    if (known == null || known.height() < signed.height()) {
      newest.put(signed.member(), signed);
      unwritten.put(signed.member(), signed);
    }
  }

  void writeTo(StoreWrite write) {
    unwritten.values().forEach(write::newestSigned);
    unwritten.clear();
  }
}
