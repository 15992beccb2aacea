package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.GetBundle;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/**
 * Bundles as this member's own store has them. One that it does not know it asks the leader for
 * before it says so (api.md): it may be behind.
 */
final class Lookup {
  /** How long the leader has to answer, and then this member to catch up. */
  static final long WAIT_MILLIS = 1_000;

  private final LedgerReader ledger;
  private final NoticeBoard notices;
  private final WorkPool workers;
  private final Leaders leaders;
  private final Peers peers;

  Lookup(LedgerReader ledger, NoticeBoard notices, WorkPool workers, Leaders leaders, Peers peers) {
    this.ledger = ledger;
    this.notices = notices;
    this.workers = workers;
    this.leaders = leaders;
    this.peers = peers;
  }

  /**
   * Reads something of a bundle. To be called on a worker, where {@code reading} runs too.
   *
   * @param context where results are awaited
   */
  <T> Future<T> read(Context context, BundleId id, Function<BundleRecord, T> reading) {
    return compose(context, id, record -> Future.succeededFuture(reading.apply(record)));
  }

  /** The same for what must be waited for in turn. */
  <T> Future<T> compose(Context context, BundleId id, Function<BundleRecord, Future<T>> reading) {
    BundleRecord known = ledger.bundle(id);
    if (known != null) {
      return reading.apply(known);
    }
    return askLeader(context, id)
        .compose(v -> workers.run(context, () -> reading.apply(record(id))))
        .compose(answer -> answer);
  }

  /** The record of a bundle in the own store. */
  private BundleRecord record(BundleId id) {
    BundleRecord record = ledger.bundle(id);
    if (record == null) {
      throw new Refusal(unknown(id));
    }
    return record;
  }

  /** Succeeds when the own store has what the leader knows of the bundle. */
  private Future<Void> askLeader(Context context, BundleId id) {
    Address leader = leaders.leader();
    if (leaders.self().equals(leader)) {
      return Future.failedFuture(new Refusal(unknown(id)));
    }
    if (leader == null) {
      return Future.failedFuture(
          new Refusal(Bus.noQuorum("not known here, and no leader to ask").bundle(id)));
    }
    PeerRequest request =
        PeerRequest.newBuilder()
            .setGetBundle(GetBundle.newBuilder().setId(ValueCodec.to(id)))
            .build();
    return Future.fromCompletionStage(
            peers.ask(leader, request, Duration.ofMillis(WAIT_MILLIS)), context)
        .recover(e -> Future.failedFuture(new Refusal(notAsked(id))))
        .compose(reply -> answered(reply, id));
  }

  private Future<Void> answered(PeerReply reply, BundleId id) {
    if (!reply.hasBundleFound()) {
      return Future.failedFuture(new Refusal(notAsked(id)));
    }
    if (!reply.getBundleFound().hasCursor()) {
      return Future.failedFuture(new Refusal(unknown(id)));
    }
    Position cursor = ValueCodec.position(reply.getBundleFound().getCursor());
    return reaches(cursor, WAIT_MILLIS)
        .compose(
            seen ->
                seen
                    ? Future.succeededFuture()
                    : Future.failedFuture(new Refusal(behind().bundle(id))));
  }

  /** Completes with true when this member has certified that batch, with false if not in time. */
  Future<Boolean> reaches(Position cursor, long timeoutMillis) {
    if (cursor.height() <= ledger.certifiedHeight()) {
      return Future.succeededFuture(true);
    }
    return timeoutMillis <= 0
        ? Future.succeededFuture(false)
        : notices.whenHeight(cursor.height(), timeoutMillis);
  }

  /** This member has not come so far in time. */
  RpcError behind() {
    return RpcError.of(
            RpcError.UNAVAILABLE, "BEHIND", "this node has not seen that entry within a second")
        .limit(Math.max(0, ledger.certifiedHeight()), null)
        .retryAfter(WAIT_MILLIS);
  }

  private static RpcError notAsked(BundleId id) {
    return RpcError.of(
            RpcError.UNAVAILABLE, "UNAVAILABLE", "not known here, and the leader does not answer")
        .bundle(id)
        .retryAfter(WAIT_MILLIS);
  }

  private static RpcError unknown(BundleId id) {
    return RpcError.of(RpcError.UNKNOWN, "UNKNOWN_BUNDLE", "no bundle with this id is in the log")
        .bundle(id);
  }
}
