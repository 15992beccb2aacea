package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.SequencedIds;
import dev.braid.protocol.log.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the state at start, from the newest checkpoint through the same {@code apply} (D2), and
 * makes certificates again that were not yet written. Whatever does not fit is damage and refused.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final BatchStore store;
  private final BatchApplier applier;
  private final Certifier certifier;

  Recovery(BatchStore store, BatchApplier applier, Certifier certifier) {
    this.store = store;
    this.applier = applier;
    this.certifier = certifier;
  }

  /** The state after all batches of the store. */
  State replay(State from) {
    LogHead head = store.head();
    // Rows of a batch that is applied again stand there already: it must not meet itself.
    SequencedIds ids =
        (id, height) -> {
          BundleRecord bundle = store.bundle(id);
          return bundle != null && bundle.position().height() < height;
        };
    State state = from;
    while (state.height() < head.height()) {
      State before = state;
      StoredBatch stored = store.requireBatch(before.height() + 1);
      state = step(before, stored, ids);
      certify(before, state, stored.header().isVoid());
    }
    if (state.height() != head.height() || !state.headHash().equals(head.hash())) {
      throw damaged("its state ends at " + state.height() + ", its head is " + head.height());
    }
    LOG.info("log replayed from={} height={} term={}", from.height(), state.height(), head.term());
    return state;
  }

  private State step(State before, StoredBatch stored, SequencedIds ids) {
    long height = stored.header().height();
    if (!stored.header().previousHash().equals(before.headHash())) {
      throw damaged("batch " + height + " does not name the hash of the one before");
    }
    return switch (applier.apply(before, stored, ids).result()) {
      case ApplyResult.Applied applied -> {
        if (stored.header().isVoid()) {
          throw damaged("batch " + height + " is marked void but breaks no rule");
        }
        yield applied.state();
      }
      case ApplyResult.Void broken -> {
        if (!stored.header().isVoid()) {
          throw damaged("batch " + height + " was good when written: " + broken.violation());
        }
        yield broken.state();
      }
      case ApplyResult.Stop stop ->
          throw new StoreException(StoreException.Kind.UNKNOWN_FORMAT, stop.why());
    };
  }

  private void certify(State before, State after, boolean isVoid) {
    if (store.certificate(after.height()) == null) {
      store.write(store.begin().certificate(certifier.certify(before, after, isVoid)), false);
    }
  }

  private StoreException damaged(String what) {
    return new StoreException(
        StoreException.Kind.DAMAGED,
        store.name() + " is damaged: " + what + "; nothing is skipped");
  }
}
