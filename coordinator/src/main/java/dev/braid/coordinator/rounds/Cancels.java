package dev.braid.coordinator.rounds;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.proto.v1.BusProto.NotLeader;
import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.UnknownOutcome;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEffect.AnswerCancel;
import dev.braid.protocol.round.PlannerEffect.CancelAnswer;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Cancels that wait for their definite answer. On the driver's loop but for {@link #read}. */
final class Cancels {
  /** Most that wait. */
  private static final int MAX_WAITING = 10_000;

  private final RoundsLog log;
  private final Executor readers;
  private final Map<Long, CompletableFuture<byte[]>> waiting = new HashMap<>();
  private long lastRequest;

  Cancels(RoundsPorts ports) {
    this.log = ports.log();
    this.readers = ports.readers();
  }

  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
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
  Optional<PlannerEvent> requested(CompletableFuture<byte[]> reply, Asked asked) {
    Position position = asked.position();
    if (position == null) {
      reply.complete(behind().toByteArray());
      return Optional.empty();
    }
    long request = ++lastRequest;
    waiting.put(request, reply);
    return Optional.of(new PlannerEvent.CancelRequested(request, position, asked.entry()));
  }

  /** Nothing was done; it may be asked again. */
  static byte[] notNow() {
    return unavailable("LOG_UNAVAILABLE", "rounds begin again").toByteArray();
  }

  /** Nothing was done; another member may be asked. */
  byte[] notLeader() {
    Address leader = log.leader();
    NotLeader reply =
        NotLeader.newBuilder()
            .setLeader(leader == null ? ByteString.EMPTY : ValueCodec.to(leader))
            .build();
    return CancelReply.newBuilder().setNotLeader(reply).build().toByteArray();
  }

  /** The planner has answered what it could; what is left it never heard of or has forgotten. */
  void leadershipLost() {
    CancelReply unknown = unknownOutcome();
    waiting.values().forEach(reply -> reply.complete(unknown.toByteArray()));
    waiting.clear();
  }

  void answer(AnswerCancel effect) {
    CompletableFuture<byte[]> reply = waiting.remove(effect.request());
    if (reply == null) {
      return;
    }
    switch (effect.answer()) {
      case CancelAnswer.Cancelled cancelled ->
          reply.complete(answered(true, BundleState.CANCELLED, cancelled.cursor()).toByteArray());
      case CancelAnswer.TooLate late ->
          readers.execute(
              () -> {
                try {
                  reply.complete(tooLate(effect.id()).toByteArray());
                } catch (RuntimeException | Error bug) {
                  reply.completeExceptionally(bug);
                }
              });
      case CancelAnswer.Unknown unknown -> reply.complete(unknownOutcome().toByteArray());
      case CancelAnswer.Refused refused ->
          reply.complete(
              refused(RefusalKind.REFUSAL_KIND_SIGNATURE, "BAD_SIGNATURE", refused.violation())
                  .toByteArray());
      case CancelAnswer.NotTaken notTaken ->
          reply.complete(unavailable("LOG_UNAVAILABLE", notTaken.why()).toByteArray());
      case CancelAnswer.NotLeader other -> reply.complete(notLeader());
    }
  }

  private static CancelReply unknownOutcome() {
    return CancelReply.newBuilder().setUnknownOutcome(UnknownOutcome.getDefaultInstance()).build();
  }

  private static CancelReply unavailable(String reason, String message) {
    return refused(RefusalKind.REFUSAL_KIND_UNAVAILABLE, reason, message);
  }

  private CancelReply tooLate(BundleId id) {
    BundleRecord record = log.bundle(id);
    if (record == null) {
      return behind();
    }
    // Cancelled by an earlier request: asked again, the answer is the same.
    return record.state() == BundleState.CANCELLED
        ? answered(true, record.state(), record.history().getLast().cursor())
        : answered(false, record.state(), record.position());
  }

  /** Who asks has the bundle certified, and this member's log has not come so far. */
  private static CancelReply behind() {
    return unavailable("LOG_UNAVAILABLE", "this member is behind");
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
