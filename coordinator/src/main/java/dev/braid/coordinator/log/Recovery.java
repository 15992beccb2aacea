package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.coordinator.log.store.StoredHeader;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.SequencedIds;
import dev.braid.protocol.log.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the state at start, from the newest checkpoint through the same {@code apply} (D2). What
 * was not certified yet is applied again and waits for its certificate again; nobody is told of it
 * (D1). Whatever does not fit is damage and refused.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final BatchStore store;
  private final BatchApplier applier;
  private final OpenRows rows;

  Recovery(BatchStore store, BatchApplier applier, OpenRows rows) {
    this.store = store;
    this.applier = applier;
    this.rows = rows;
  }

  /**
   * @param certified the state after the newest certified batch
   * @param open the batches after it, applied
   */
  record Result(State certified, List<Step> open) {
    Result {
      open = List.copyOf(open);
    }

    /** The state after all batches. */
    State applied() {
      return open.isEmpty() ? certified : open.getLast().state();
    }
  }

  /** Replays what the store holds above this state. */
  Result replay(State from) {
    LogHead head = store.head();
    // Rows of a batch that is applied again stand there already: it must not meet itself.
    SequencedIds ids =
        (id, height) -> {
          BundleRecord bundle = store.bundle(id);
          return bundle != null && bundle.position().height() < height;
        };
    State certified = from;
    while (certified.height() < head.height() && isCertified(certified.height() + 1)) {
      certified = step(certified, store.requireBatch(certified.height() + 1), ids, null).state();
    }
    List<Step> open = new ArrayList<>();
    State state = certified;
    while (state.height() < head.height()) {
      long height = state.height() + 1;
      if (store.certificate(height) != null) {
        throw damaged("batch " + height + " has a certificate, one before it has none");
      }
      Step step = step(state, store.requireBatch(height), rows, rows);
      open.add(step);
      state = step.state();
    }
    if (state.height() != head.height() || !state.headHash().equals(head.hash())) {
      throw damaged("its state ends at " + state.height() + ", its head is " + head.height());
    }
    LOG.info(
        "log replayed from={} certified={} height={} term={}",
        from.height(),
        certified.height(),
        state.height(),
        head.term());
    return new Result(certified, open);
  }

  private boolean isCertified(long height) {
    Certificate certificate = store.certificate(height);
    if (certificate == null) {
      return false;
    }
    StoredHeader header = store.header(height);
    if (header == null
        || !certificate.batchHash().equals(header.hash())
        || certificate.isVoid() != header.isVoid()) {
      throw damaged("the certificate of batch " + height + " is that of another batch");
    }
    return true;
  }

  private Step step(
      State before, StoredBatch stored, SequencedIds ids, @Nullable OpenRows newRows) {
    var header = stored.header();
    long height = header.height();
    AppendClaim claim =
        new AppendClaim(height, header.previousHash(), header.term(), header.hash());
    if (!header.previousHash().equals(before.headHash())) {
      throw damaged("batch " + height + " does not name the hash of the one before");
    }
    return switch (applier.apply(before, stored, ids).result()) {
      case ApplyResult.Applied applied -> {
        if (header.isVoid()) {
          throw damaged("batch " + height + " is marked void but breaks no rule");
        }
        NewRows made =
            newRows == null
                ? NewRows.NONE
                : newRows.add(applied.events(), applied.state().timeMillis());
        yield Step.of(claim, null, applied.events(), before, applied.state(), made, false);
      }
      case ApplyResult.Void broken -> {
        if (!header.isVoid()) {
          throw damaged("batch " + height + " was good when written: " + broken.violation());
        }
        yield Step.of(
            claim, broken.violation(), List.of(), before, broken.state(), NewRows.NONE, false);
      }
      case ApplyResult.Stop stop ->
          throw new StoreException(StoreException.Kind.UNKNOWN_FORMAT, stop.why());
    };
  }

  private StoreException damaged(String what) {
    return new StoreException(
        StoreException.Kind.DAMAGED,
        store.name() + " is damaged: " + what + "; nothing is skipped");
  }
}
