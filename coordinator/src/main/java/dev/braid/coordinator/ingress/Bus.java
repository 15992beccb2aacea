package dev.braid.coordinator.ingress;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to batcher and rounds: protobuf bytes over the event bus. What may have happened is
 * always told as {@code UNKNOWN_OUTCOME} with the bundle's id, never as a failure (O2 makes asking
 * again safe).
 */
final class Bus {
  static final String BATCHER = "braid.batcher";
  static final String ROUNDS = "braid.rounds";
  static final String APPLIED = "braid.log.applied";

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final long RETRY_AFTER_MILLIS = 500;

  private final Vertx vertx;
  private final DeliveryOptions options;

  Bus(Vertx vertx, Duration timeout) {
    this.vertx = vertx;
    this.options = new DeliveryOptions().setSendTimeout(timeout.toMillis());
  }

  Future<SubmitReply.Accepted> submit(Context context, BundleId id, SubmitRequest request) {
    BatcherRequest message = BatcherRequest.newBuilder().setSubmit(request).build();
    return request(context, BATCHER, id, message, SubmitReply.parser())
        .compose(
            reply ->
                switch (reply.getOutcomeCase()) {
                  case ACCEPTED -> Future.succeededFuture(reply.getAccepted());
                  case REFUSED -> Future.failedFuture(new Refusal(error(reply.getRefused(), id)));
                  case NOT_LEADER -> Future.failedFuture(new Refusal(unavailable(id)));
                  default -> Future.failedFuture(new Refusal(unknownOutcome(id)));
                });
  }

  Future<CancelReply.Answered> cancel(Context context, BundleId id, CancelRequest request) {
    return request(context, ROUNDS, id, request, CancelReply.parser())
        .compose(
            reply ->
                switch (reply.getOutcomeCase()) {
                  case ANSWERED -> Future.succeededFuture(reply.getAnswered());
                  case REFUSED -> Future.failedFuture(new Refusal(error(reply.getRefused(), id)));
                  case NOT_LEADER -> Future.failedFuture(new Refusal(unavailable(id)));
                  default -> Future.failedFuture(new Refusal(unknownOutcome(id)));
                });
  }

  private <T> Future<T> request(
      Context context, String address, BundleId id, MessageLite message, Parser<T> parser) {
    byte[] bytes = message.toByteArray();
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        v ->
            vertx
                .eventBus()
                .<byte[]>request(address, bytes, options)
                .onSuccess(
                    reply -> {
                      try {
                        promise.complete(parser.parseFrom(reply.body()));
                      } catch (InvalidProtocolBufferException e) {
                        LOG.error("reply unreadable address={} bundleId={}", address, id, e);
                        promise.fail(new Refusal(unknownOutcome(id)));
                      }
                    })
                .onFailure(e -> promise.fail(new Refusal(failure(e, id)))));
    return promise.future();
  }

  /** Nobody listening is certain; everything else may have happened. */
  private static RpcError failure(Throwable e, BundleId id) {
    boolean isCertain =
        e instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    return isCertain ? unavailable(id) : unknownOutcome(id);
  }

  private static RpcError unavailable(BundleId id) {
    return RpcError.of(
            RpcError.UNAVAILABLE, "UNAVAILABLE", "nobody who could do this is known here now")
        .bundle(id)
        .retryAfter(RETRY_AFTER_MILLIS);
  }

  private static RpcError unknownOutcome(BundleId id) {
    return RpcError.of(
            RpcError.UNKNOWN_OUTCOME,
            "UNKNOWN_OUTCOME",
            "it may have happened: ask with the id, or send the same again")
        .bundle(id)
        .mayRetry();
  }

  private static RpcError error(Refused refused, BundleId id) {
    int code =
        switch (refused.getKind()) {
          case REFUSAL_KIND_PARAMETER -> RpcError.PARAMETER;
          case REFUSAL_KIND_SIGNATURE -> RpcError.REQUEST;
          case REFUSAL_KIND_UNKNOWN -> RpcError.UNKNOWN;
          case REFUSAL_KIND_UNAVAILABLE -> RpcError.UNAVAILABLE;
          case REFUSAL_KIND_STATIC_RULE -> RpcError.STATIC_RULE;
          case REFUSAL_KIND_UNSUPPORTED -> RpcError.UNSUPPORTED;
          case REFUSAL_KIND_OVERLOAD -> RpcError.OVERLOAD;
          case REFUSAL_KIND_UNSPECIFIED, UNRECOGNIZED -> RpcError.INTERNAL;
        };
    RpcError error =
        RpcError.of(code, refused.getReason(), refused.getMessage()).at(refused.getField());
    error = error.bundle(id);
    if (refused.hasLimit()) {
      error = error.limit(refused.getLimit(), refused.hasActual() ? refused.getActual() : null);
    }
    if (refused.getChainId() > 0) {
      error = error.chain(new ChainId(refused.getChainId()));
    }
    if (refused.hasRetryAfterMillis()) {
      return error.retryAfter(refused.getRetryAfterMillis());
    }
    return refused.getRetryable() ? error.mayRetry() : error;
  }
}
