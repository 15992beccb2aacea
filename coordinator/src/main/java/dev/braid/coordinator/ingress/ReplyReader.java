package dev.braid.coordinator.ingress;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.protocol.types.Address;
import org.jspecify.annotations.Nullable;

/** Reads what a member answered, as far as the router must know. */
@FunctionalInterface
interface ReplyReader<R> {
  Verdict<R> read(byte[] body) throws InvalidProtocolBufferException;

  /** What an answer means for the call. */
  sealed interface Verdict<R> {
    /** The answer to the request, whatever else was tried. */
    record Final<R>(R reply) implements Verdict<R> {}

    /**
     * A rule's refusal: nothing was done here. It holds for good when the newest leader says it; an
     * older one may know less than the log holds by now.
     */
    record ByRule<R>(R reply) implements Verdict<R> {}

    /** Nothing was done here now; elsewhere, or before, something may have been. */
    record NotNow<R>(R reply) implements Verdict<R> {}

    /** Nothing was done: another member leads. */
    record NotLeader<R>(@Nullable Address leader) implements Verdict<R> {}

    /** It may have been done. */
    record Unknown<R>() implements Verdict<R> {}
  }

  static Verdict<SubmitReply> submit(byte[] body) throws InvalidProtocolBufferException {
    SubmitReply reply = SubmitReply.parseFrom(body);
    return switch (reply.getOutcomeCase()) {
      case ACCEPTED -> new Verdict.Final<>(reply);
      case REFUSED -> refused(reply, reply.getRefused());
      case REPLACES -> new Verdict.ByRule<>(reply);
      case NOT_LEADER -> new Verdict.NotLeader<>(leader(reply.getNotLeader().getLeader()));
      case UNKNOWN_OUTCOME, OUTCOME_NOT_SET -> new Verdict.Unknown<>();
    };
  }

  static Verdict<CancelReply> cancel(byte[] body) throws InvalidProtocolBufferException {
    CancelReply reply = CancelReply.parseFrom(body);
    return switch (reply.getOutcomeCase()) {
      case ANSWERED -> new Verdict.Final<>(reply);
      case REFUSED -> refused(reply, reply.getRefused());
      case NOT_LEADER -> new Verdict.NotLeader<>(leader(reply.getNotLeader().getLeader()));
      case UNKNOWN_OUTCOME, OUTCOME_NOT_SET -> new Verdict.Unknown<>();
    };
  }

  /** A full queue or a missing majority says nothing about what an earlier attempt came to. */
  private static <R> Verdict<R> refused(R reply, Refused refused) {
    return switch (refused.getKind()) {
      case REFUSAL_KIND_UNAVAILABLE, REFUSAL_KIND_OVERLOAD -> new Verdict.NotNow<>(reply);
      default -> new Verdict.ByRule<>(reply);
    };
  }

  private static @Nullable Address leader(ByteString wire) {
    return wire.isEmpty() ? null : ValueCodec.address(wire);
  }
}
