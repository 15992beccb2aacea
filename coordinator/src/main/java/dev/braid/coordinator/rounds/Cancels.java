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

  Entry.BundleCancelled read(byte[] body) throws InvalidProtocolBufferException {
    CancelRequest request = CancelRequest.parseFrom(body);
    return new Entry.BundleCancelled(
        ValueCodec.bundleId(request.getId()), BundleCodec.fromProto(request.getAuthorization()));
  }

  PlannerEvent requested(Message<byte[]> message, Entry.BundleCancelled entry) {
    long request = ++lastRequest;
    waiting.put(request, message);
    return new PlannerEvent.CancelRequested(request, entry);
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
    return record == null
        ? refused(RefusalKind.REFUSAL_KIND_UNKNOWN, "UNKNOWN_BUNDLE", "no bundle has this id")
        : answered(false, record.state(), record.position());
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
