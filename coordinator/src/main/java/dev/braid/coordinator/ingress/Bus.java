package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.ReplaceRequest;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * The way to whoever leads, as methods see it: replies as results, everything else as an error of
 * api.md. What may have happened is always told as {@code UNKNOWN_OUTCOME} with the bundle's id,
 * never as a failure (O2 makes asking again safe).
 */
final class Bus {
  private static final long RETRY_AFTER_MILLIS = 500;
  private static final long NO_QUORUM_RETRY_MILLIS = 1_000;

  private final SubmitRouter router;
  private final long timeoutMillis;

  /**
   * @param timeout by which a request is answered
   */
  Bus(SubmitRouter router, Duration timeout) {
    this.router = router;
    this.timeoutMillis = timeout.toMillis();
  }

  Future<SubmitReply.Accepted> submit(Context context, BundleId id, SubmitRequest request) {
    byte[] bytes = BatcherRequest.newBuilder().setSubmit(request).build().toByteArray();
    return Future.fromCompletionStage(router.submit(bytes, timeoutMillis), context)
        .compose(routed -> reply(routed, id))
        .compose(
            reply ->
                reply.hasRefused()
                    ? Future.failedFuture(new Refusal(error(reply.getRefused(), id)))
                    : Future.succeededFuture(reply.getAccepted()));
  }

  /** An ordinary transaction to the batcher; every definite reply is a result. */
  Future<SubmitReply> sequence(Context context, BundleId id, SubmitRequest request) {
    byte[] bytes = BatcherRequest.newBuilder().setSubmit(request).build().toByteArray();
    return Future.fromCompletionStage(router.submit(bytes, timeoutMillis), context)
        .compose(routed -> reply(routed, id));
  }

  /** An ordinary transaction in place of another; every definite reply is a result. */
  Future<SubmitReply> replace(Context context, BundleId id, ReplaceRequest request) {
    return Future.fromCompletionStage(router.replace(request.toByteArray(), timeoutMillis), context)
        .compose(routed -> reply(routed, id));
  }

  Future<CancelReply.Answered> cancel(Context context, BundleId id, CancelRequest request) {
    return Future.fromCompletionStage(router.cancel(request.toByteArray(), timeoutMillis), context)
        .compose(routed -> reply(routed, id))
        .compose(
            reply ->
                reply.hasRefused()
                    ? Future.failedFuture(new Refusal(error(reply.getRefused(), id)))
                    : Future.succeededFuture(reply.getAnswered()));
  }

  private static <R> Future<R> reply(Routed<R> routed, BundleId id) {
    return switch (routed) {
      case Routed.Answered<R> answered -> Future.succeededFuture(answered.reply());
      case Routed.Unknown<R> unknown -> Future.failedFuture(new Refusal(unknownOutcome(id)));
      case Routed.NoQuorum<R> none ->
          Future.failedFuture(new Refusal(noQuorum(none.why()).bundle(id)));
      case Routed.Unavailable<R> unavailable ->
          Future.failedFuture(
              new Refusal(
                  RpcError.of(
                          RpcError.UNAVAILABLE,
                          "UNAVAILABLE",
                          "the leader cannot be reached now: " + unavailable.why())
                      .bundle(id)
                      .retryAfter(RETRY_AFTER_MILLIS)));
    };
  }

  /** No majority as far as this member knows: nothing was done. */
  static RpcError noQuorum(String why) {
    return RpcError.of(RpcError.UNAVAILABLE, "NO_QUORUM", "no majority of members: " + why)
        .retryAfter(NO_QUORUM_RETRY_MILLIS);
  }

  static RpcError unknownOutcome(BundleId id) {
    return RpcError.of(
            RpcError.UNKNOWN_OUTCOME,
            "UNKNOWN_OUTCOME",
            "it may have happened: ask with the id, or send the same again")
        .bundle(id)
        .mayRetry();
  }

  static RpcError error(Refused refused, BundleId id) {
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
