package dev.braid.coordinator.rounds;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.NotLeader;
import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.ReplaceRequest;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.proto.v1.BusProto.UnknownOutcome;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEffect.AnswerCancel;
import dev.braid.protocol.round.PlannerEffect.CancelAnswer;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Ordinary transactions that wait to come in place of another (design section 1). On the driver's
 * loop but for {@link #read}.
 */
final class Replacements {
  /** The other one is no longer to be replaced: the caller begins again with what is there now. */
  private static final String TOO_LATE = "REPLACED_TOO_LATE";

  /** Most that wait. */
  private static final int MAX_WAITING = 10_000;

  private final RoundsLog log;
  private final Map<Long, CompletableFuture<byte[]>> waiting = new HashMap<>();
  // Falls, so that none is ever the number of a cancel.
  private long lastRequest;

  Replacements(RoundsLog log) {
    this.log = log;
  }

  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  /** What is to come, and in place of what. */
  record Asked(Entry.BundleSequenced entry, BundleId replaces, Position position) {}

  /** Heavy on the processor: decodes a bundle. */
  static Asked read(byte[] body) throws InvalidProtocolBufferException {
    ReplaceRequest request = ReplaceRequest.parseFrom(body);
    SubmitRequest bundle = request.getBundle();
    return new Asked(
        new Entry.BundleSequenced(
            ValueCodec.bundleId(bundle.getId()),
            BundleCodec.fromProto(bundle.getBundle()),
            BundleCodec.fromProto(bundle.getAuthorization()),
            bundle.getOrdinary()),
        ValueCodec.bundleId(request.getReplaces()),
        ValueCodec.position(request.getCursor()));
  }

  /** What the planner must be told. */
  PlannerEvent requested(CompletableFuture<byte[]> reply, Asked asked) {
    long request = --lastRequest;
    waiting.put(request, reply);
    return new PlannerEvent.ReplaceRequested(
        request, asked.replaces(), asked.position(), asked.entry());
  }

  /** Nothing was done; it may be asked again. */
  static byte[] notNow() {
    return refused(RefusalKind.REFUSAL_KIND_UNAVAILABLE, "LOG_UNAVAILABLE", "rounds begin again");
  }

  /** Nothing was done; another member may be asked. */
  byte[] notLeader() {
    Address leader = log.leader();
    NotLeader reply =
        NotLeader.newBuilder()
            .setLeader(leader == null ? ByteString.EMPTY : ValueCodec.to(leader))
            .build();
    return SubmitReply.newBuilder().setNotLeader(reply).build().toByteArray();
  }

  /** The planner has answered what it could; what is left it never heard of or has forgotten. */
  void leadershipLost() {
    waiting.values().forEach(reply -> reply.complete(unknownOutcome()));
    waiting.clear();
  }

  /** False = the answer belongs to something else. */
  boolean answer(AnswerCancel effect) {
    if (effect.request() >= 0) {
      return false;
    }
    CompletableFuture<byte[]> reply = waiting.remove(effect.request());
    if (reply != null) {
      reply.complete(
          switch (effect.answer()) {
            case CancelAnswer.Cancelled done -> accepted(done.cursor());
            case CancelAnswer.TooLate late -> tooLate("it is no longer pending");
            case CancelAnswer.Refused refused -> tooLate(refused.violation());
            case CancelAnswer.Unknown unknown -> unknownOutcome();
            case CancelAnswer.NotTaken not ->
                refused(RefusalKind.REFUSAL_KIND_UNAVAILABLE, "LOG_UNAVAILABLE", not.why());
            case CancelAnswer.NotLeader other -> notLeader();
          });
    }
    return true;
  }

  private static byte[] accepted(Position cursor) {
    return SubmitReply.newBuilder()
        .setAccepted(
            SubmitReply.Accepted.newBuilder()
                .setCursor(ValueCodec.to(cursor))
                .setState(ValueCodec.to(BundleState.SEQUENCED)))
        .build()
        .toByteArray();
  }

  private static byte[] unknownOutcome() {
    return SubmitReply.newBuilder()
        .setUnknownOutcome(UnknownOutcome.getDefaultInstance())
        .build()
        .toByteArray();
  }

  private static byte[] tooLate(String why) {
    return refused(RefusalKind.REFUSAL_KIND_STATIC_RULE, TOO_LATE, why);
  }

  private static byte[] refused(RefusalKind kind, String reason, String message) {
    return SubmitReply.newBuilder()
        .setRefused(
            Refused.newBuilder()
                .setKind(kind)
                .setReason(reason)
                .setMessage(message)
                .setRetryable(kind == RefusalKind.REFUSAL_KIND_UNAVAILABLE))
        .build()
        .toByteArray();
  }
}
