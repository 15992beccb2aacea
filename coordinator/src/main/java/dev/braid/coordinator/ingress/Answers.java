package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.api.BundleShape;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.ReceiptShape;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.BundleRecord.SliceState;
import dev.braid.protocol.log.Receipt;
import dev.braid.protocol.log.Receipts;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds answers about bundles from the ledger. Reads the store: for a worker. */
final class Answers {
  /** Batches whose receipts are kept at hand: all senders of a batch ask at the same time. */
  private static final int RECENT_BATCHES = 16;

  private final LedgerReader ledger;
  private final HealthBoard board;
  private final Map<Long, Receipts> recent =
      new LinkedHashMap<>(RECENT_BATCHES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Receipts> eldest) {
          return size() > RECENT_BATCHES;
        }
      };

  Answers(LedgerReader ledger, HealthBoard board) {
    this.ledger = ledger;
    this.board = board;
  }

  /** The record of a bundle that this member must know. */
  BundleRecord record(BundleId id) {
    BundleRecord record = ledger.bundle(id);
    if (record == null) {
      throw new Refusal(
          RpcError.of(RpcError.UNKNOWN, "UNKNOWN_BUNDLE", "no bundle with this id is in the log")
              .bundle(id));
    }
    return record;
  }

  /**
   * What {@code atomic_sendBundle} answers: only what is certified (D1), and the same again (O2).
   */
  ObjectNode sent(BundleRecord record) {
    ObjectNode node =
        Json.object()
            .put("bundleId", record.id().toHex())
            .put("submitter", BundleShape.submitter(record.submitter()))
            .put("level", record.level().name())
            .put("state", record.state().word())
            .put("cursor", record.position().cursor());
    node.set("receipt", ReceiptShape.of(positionReceipt(record)));
    return node;
  }

  ObjectNode full(BundleRecord record) {
    return BundleShape.full(record, alarm(record));
  }

  Receipt positionReceipt(BundleRecord record) {
    return receipts(record.position()).position(record.position().index());
  }

  Receipt decisionReceipt(BundleRecord record) {
    Position decision = record.decision();
    Receipt receipt = null;
    if (decision != null) {
      receipt = receipts(decision).decision(decision.index(), record.id());
    }
    if (receipt == null) {
      RpcError none =
          RpcError.of(RpcError.UNKNOWN, "NO_DECISION", "no round has decided on this bundle")
              .bundle(record.id());
      throw new Refusal(record.state().isFinal() ? none : none.mayRetry());
    }
    return receipt;
  }

  /** The receipts of the batch in which this position lies: hashed once for all who ask now. */
  private Receipts receipts(Position position) {
    synchronized (recent) {
      Receipts known = recent.get(position.height());
      if (known != null) {
        return known;
      }
    }
    LedgerReader.CertifiedRow row = ledger.batch(position.height());
    if (row == null || row.batch() == null) {
      throw new IllegalStateException("the store has a record but no batch at " + position);
    }
    Receipts made = Receipts.of(ledger.state().networkId(), row.batch(), row.certificate());
    synchronized (recent) {
      recent.put(position.height(), made);
    }
    return made;
  }

  /** Says why a bundle still waits, if a rollup of it has a problem that lasts, or is paused. */
  private BundleShape.@Nullable Alarm alarm(BundleRecord record) {
    if (record.state().isFinal()) {
      return null;
    }
    long sinceMillis = record.history().getLast().timeMillis();
    for (BundleRecord.SliceRecord slice : record.slices()) {
      String key = HealthBoard.rollup(slice.chainId().value());
      if (slice.state() == SliceState.ADOPTED) {
        continue;
      }
      RollupState rollup = ledger.state().rollup(slice.chainId());
      boolean isPending = record.state() == BundleState.SEQUENCED;
      if (isPending && rollup != null && rollup.status() == RollupStatus.PAUSED) {
        return new BundleShape.Alarm(sinceMillis, key + ": its operators paused it");
      }
      for (HealthBoard.Problem problem : board.problems()) {
        if (problem.key().equals(key)) {
          return new BundleShape.Alarm(sinceMillis, key + ": " + problem.message());
        }
      }
    }
    return null;
  }
}
