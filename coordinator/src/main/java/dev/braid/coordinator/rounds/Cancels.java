package dev.braid.coordinator.rounds;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.UnknownOutcome;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEffect.AnswerCancel;
import dev.braid.protocol.round.PlannerEffect.CancelAnswer;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cancels that wait for their definite answer. On the driver's event loop but for {@link #read}.
 */
final class Cancels {
  private final RoundsLog log;
  private final Vertx vertx;
  private final Map<Long, Message<byte[]>> waiting = new HashMap<>();
  private long lastRequest;

  Cancels(RoundsLog log, Vertx vertx) {
    this.log = log;
    this.vertx = vertx;
  }

  /**
   * A request with what the store knows of its bundle.
   *
   * @param position null when no bundle has this id
   */
  record Asked(Entry.BundleCancelled entry, @Nullable Position position) {}

  /** Blocks on the store. */
  Asked read(byte[] body) throws InvalidProtocolBufferException {
    CancelRequest request = CancelRequest.parseFrom(body);
    BundleId id = ValueCodec.bundleId(request.getId());
    BundleRecord record = log.bundle(id);
    return new Asked(
        new Entry.BundleCancelled(id, BundleCodec.fromProto(request.getAuthorization())),
        record == null ? null : record.position());
  }

  /** What the planner must be told; empty when the answer is known already. */
  Optional<PlannerEvent> requested(Message<byte[]> message, Asked asked) {
    Position position = asked.position();
    if (position == null) {
      message.reply(unknownBundle().toByteArray());
      return Optional.empty();
    }
    long request = ++lastRequest;
    waiting.put(request, message);
    return Optional.of(new PlannerEvent.CancelRequested(request, position, asked.entry()));
  }

  /** Nothing was done; it may be asked again. */
  static void notNow(Message<byte[]> message) {
    message.reply(
        refused(RefusalKind.REFUSAL_KIND_UNAVAILABLE, "LOG_UNAVAILABLE", "rounds begin again")
            .toByteArray());
  }

  void answer(AnswerCancel effect) {
    Message<byte[]> message = waiting.remove(effect.request());
    if (message == null) {
      return;
    }
    reply(effect.id(), effect.answer())
        .onSuccess(reply -> message.reply(reply.toByteArray()))
        .onFailure(bug -> message.fail(500, String.valueOf(bug.getMessage())));
  }

  private Future<CancelReply> reply(BundleId id, CancelAnswer answer) {
    return switch (answer) {
      case CancelAnswer.Cancelled cancelled ->
          Future.succeededFuture(answered(true, BundleState.CANCELLED, cancelled.cursor()));
      case CancelAnswer.TooLate late -> vertx.executeBlocking(() -> tooLate(id), false);
      case CancelAnswer.Unknown unknown ->
          Future.succeededFuture(
              CancelReply.newBuilder()
                  .setUnknownOutcome(UnknownOutcome.getDefaultInstance())
                  .build());
      case CancelAnswer.Refused refused ->
          Future.succeededFuture(
              refused(RefusalKind.REFUSAL_KIND_SIGNATURE, "BAD_SIGNATURE", refused.violation()));
      case CancelAnswer.NotTaken notTaken ->
          Future.succeededFuture(
              refused(RefusalKind.REFUSAL_KIND_UNAVAILABLE, "LOG_UNAVAILABLE", notTaken.why()));
      case CancelAnswer.NotLeader other ->
          Future.succeededFuture(
              refused(
                  RefusalKind.REFUSAL_KIND_UNAVAILABLE, "NOT_LEADER", "this node does not lead"));
    };
  }

  private CancelReply tooLate(BundleId id) {
    BundleRecord record = log.bundle(id);
    if (record == null) {
      return unknownBundle();
    }
    // Cancelled by an earlier request: asked again, the answer is the same.
    return record.state() == BundleState.CANCELLED
        ? answered(true, record.state(), record.history().getLast().cursor())
        : answered(false, record.state(), record.position());
  }

  private static CancelReply unknownBundle() {
    return refused(RefusalKind.REFUSAL_KIND_UNKNOWN, "UNKNOWN_BUNDLE", "no bundle has this id");
  }

  private static CancelReply answered(boolean cancelled, BundleState state, Position cursor) {
    return CancelReply.newBuilder()
        .setAnswered(
            CancelReply.Answered.newBuilder()
                .setCancelled(cancelled)
                .setState(ValueCodec.to(state))
                .setCursor(ValueCodec.to(cursor)))
        .build();
  }

  private static CancelReply refused(RefusalKind kind, String reason, String message) {
    return CancelReply.newBuilder()
        .setRefused(
            Refused.newBuilder()
                .setKind(kind)
                .setReason(reason)
                .setMessage(message)
                .setRetryable(kind == RefusalKind.REFUSAL_KIND_UNAVAILABLE))
        .build();
  }
}
