package dev.braid.coordinator.rounds;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.EntryCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.proto.v1.BusProto.ProposeRequest;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands entries to the batcher over the event bus and reads its answers. */
public final class Proposals implements Proposer {
  private static final Logger LOG = LoggerFactory.getLogger(Proposals.class);

  /**
   * Far beyond what a working batcher takes: it answers each proposal, at the latest when it ends,
   * and an answer that comes after the time-out is lost, which freezes rollups until a take-over.
   */
  private static final Duration SEND_TIMEOUT = Duration.ofMinutes(2);

  private static final DeliveryOptions OPTIONS =
      new DeliveryOptions().setSendTimeout(SEND_TIMEOUT.toMillis());

  private final Vertx vertx;
  private final String batcherAddress;

  /**
   * @param batcherAddress where this member's batcher takes {@code BatcherRequest}
   */
  public Proposals(Vertx vertx, String batcherAddress) {
    this.vertx = vertx;
    this.batcherAddress = batcherAddress;
  }

  @Override
  public CompletionStage<AppendAnswer> propose(Entry entry, long term) {
    byte[] request =
        BatcherRequest.newBuilder()
            .setPropose(
                ProposeRequest.newBuilder().setEntry(EntryCodec.toProto(entry)).setTerm(term))
            .build()
            .toByteArray();
    return vertx
        .eventBus()
        .<byte[]>request(batcherAddress, request, OPTIONS)
        .map(reply -> read(reply.body()))
        .recover(lost -> Future.succeededFuture(lost(lost)))
        .toCompletionStage();
  }

  private static AppendAnswer read(byte[] body) {
    ProposeReply reply;
    try {
      reply = ProposeReply.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the batcher's answer cannot be read", e);
    }
    return switch (reply.getOutcomeCase()) {
      case APPLIED -> new AppendAnswer.Applied(ValueCodec.position(reply.getApplied().getCursor()));
      case VIOLATED ->
          new AppendAnswer.Refused(
              reply.getViolated().getRule() + ": " + reply.getViolated().getMessage());
      case UNAVAILABLE -> new AppendAnswer.NotTaken(reply.getUnavailable().getMessage());
      case STALE -> new AppendAnswer.NotLeader();
      case UNKNOWN_OUTCOME -> new AppendAnswer.Unknown("the log does not say");
      case OUTCOME_NOT_SET -> throw new IllegalStateException("an answer without an outcome");
    };
  }

  private static AppendAnswer lost(Throwable lost) {
    if (lost instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return new AppendAnswer.NotTaken("no batcher listens");
    }
    LOG.warn("proposal unanswered reason={}", String.valueOf(lost));
    return new AppendAnswer.Unknown(String.valueOf(lost.getMessage()));
  }
}
