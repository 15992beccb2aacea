package dev.braid.coordinator.rounds;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.EntryCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.proto.v1.BusProto.ProposeRequest;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Hands entries to this member's batcher as requests, and reads its answers. */
public final class Proposals implements Proposer {
  private final Requests batcher;

  /** The batcher, which answers every request exactly once, at the latest when it ends. */
  @FunctionalInterface
  public interface Requests {
    /**
     * Does not block.
     *
     * @param request a {@code BatcherRequest}
     * @param reply gets a {@code ProposeReply}, on any thread
     */
    void request(byte[] request, Consumer<byte[]> reply);
  }

  public Proposals(Requests batcher) {
    this.batcher = batcher;
  }

  @Override
  public CompletionStage<AppendAnswer> propose(Entry entry, long term) {
    CompletableFuture<AppendAnswer> answer = new CompletableFuture<>();
    batcher.request(request(entry, term), reply -> answer.complete(read(reply)));
    return answer;
  }

  /** The {@code BatcherRequest} of a proposal. */
  public static byte[] request(Entry entry, long term) {
    return BatcherRequest.newBuilder()
        .setPropose(ProposeRequest.newBuilder().setEntry(EntryCodec.toProto(entry)).setTerm(term))
        .build()
        .toByteArray();
  }

  /** What a batcher's {@code ProposeReply} means. */
  public static AppendAnswer read(byte[] body) {
    ProposeReply reply;
    try {
      reply = ProposeReply.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      return new AppendAnswer.Unknown("the batcher's answer cannot be read");
    }
    return switch (reply.getOutcomeCase()) {
      case APPLIED -> new AppendAnswer.Applied(ValueCodec.position(reply.getApplied().getCursor()));
      case VIOLATED ->
          new AppendAnswer.Refused(
              reply.getViolated().getRule() + ": " + reply.getViolated().getMessage());
      case UNAVAILABLE -> new AppendAnswer.NotTaken(reply.getUnavailable().getMessage());
      case STALE -> new AppendAnswer.NotLeader();
      case UNKNOWN_OUTCOME -> new AppendAnswer.Unknown("the log does not say");
      case OUTCOME_NOT_SET -> new AppendAnswer.Unknown("the batcher's answer is empty");
    };
  }
}
