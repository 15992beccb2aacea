package dev.braid.coordinator.batcher;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.NotLeader;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.UnknownOutcome;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Position;
import org.jspecify.annotations.Nullable;

/** Replies of the batcher as they travel. */
final class Replies {
  private Replies() {}

  static byte[] accepted(Position cursor, BundleState state) {
    return SubmitReply.newBuilder()
        .setAccepted(
            SubmitReply.Accepted.newBuilder()
                .setCursor(ValueCodec.to(cursor))
                .setState(ValueCodec.to(state)))
        .build()
        .toByteArray();
  }

  static byte[] refused(Refused refused) {
    return SubmitReply.newBuilder().setRefused(refused).build().toByteArray();
  }

  static byte[] replaces(PendingBundle older) {
    return SubmitReply.newBuilder()
        .setReplaces(
            SubmitReply.Replaces.newBuilder()
                .setId(ValueCodec.to(older.id()))
                .setCursor(ValueCodec.to(older.position())))
        .build()
        .toByteArray();
  }

  static byte[] submitUnknown() {
    return SubmitReply.newBuilder()
        .setUnknownOutcome(UnknownOutcome.getDefaultInstance())
        .build()
        .toByteArray();
  }

  static byte[] submitNotLeader(@Nullable Address leader) {
    NotLeader.Builder reply = NotLeader.newBuilder();
    if (leader != null) {
      reply.setLeader(ValueCodec.to(leader));
    }
    return SubmitReply.newBuilder().setNotLeader(reply).build().toByteArray();
  }

  static byte[] applied(Position cursor) {
    return ProposeReply.newBuilder()
        .setApplied(ProposeReply.Applied.newBuilder().setCursor(ValueCodec.to(cursor)))
        .build()
        .toByteArray();
  }

  static byte[] violated(Violation violation) {
    return ProposeReply.newBuilder()
        .setViolated(
            ProposeReply.Violated.newBuilder()
                .setRule(violation.rule().name())
                .setMessage(violation.detail()))
        .build()
        .toByteArray();
  }

  static byte[] unavailable(String message) {
    return ProposeReply.newBuilder()
        .setUnavailable(
            ProposeReply.Unavailable.newBuilder()
                .setMessage(message)
                .setRetryAfterMillis(Refusals.QUEUE_RETRY_MILLIS))
        .build()
        .toByteArray();
  }

  static byte[] stale(long term) {
    return ProposeReply.newBuilder()
        .setStale(ProposeReply.Stale.newBuilder().setTerm(term))
        .build()
        .toByteArray();
  }

  static byte[] proposeUnknown() {
    return ProposeReply.newBuilder()
        .setUnknownOutcome(UnknownOutcome.getDefaultInstance())
        .build()
        .toByteArray();
  }
}
