package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.ParamReader;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.config.HttpConfig;
import dev.braid.coordinator.ingress.BundleChecks.Checked;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.types.BundleId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;

/** {@code atomic_sendBundle} and {@code atomic_sendBundleSync}. */
final class SendMethods {
  private final BundleChecks checks;
  private final Bus bus;
  private final Answers answers;
  private final WorkPool workers;
  private final NoticeBoard notices;
  private final Lookup lookup;
  private final HttpConfig.Timeouts timeouts;

  SendMethods(
      BundleChecks checks,
      Bus bus,
      Answers answers,
      WorkPool workers,
      NoticeBoard notices,
      Lookup lookup,
      HttpConfig.Timeouts timeouts) {
    this.checks = checks;
    this.bus = bus;
    this.answers = answers;
    this.workers = workers;
    this.notices = notices;
    this.lookup = lookup;
    this.timeouts = timeouts;
  }

  /**
   * Answers once the bundle is sequenced and certified (D1), or at once when it was before (O2).
   */
  Future<JsonNode> send(RpcMethod.Request request) {
    Params.count(request.params(), 1, 1);
    Checked checked = checks.check(request.params().get(0), request.signer());
    return sequenced(checked, request.context())
        .compose(
            id -> read(request.context(), id, () -> (JsonNode) answers.sent(answers.record(id))));
  }

  /** Answers once the bundle is final. Who sent it sees all of it (P1). */
  Future<JsonNode> sendSync(RpcMethod.Request request) {
    Params.count(request.params(), 1, 2);
    long timeoutMillis =
        ParamReader.timeoutMillis(
            Params.optional(request.params(), 1),
            timeouts.sync().toMillis(),
            timeouts.maxSync().toMillis());
    Checked checked = checks.check(request.params().get(0), request.signer());
    Context context = request.context();
    BundleId id = checked.id();
    Promise<JsonNode> answer = Promise.promise();
    Promise<Boolean> waiter = Promise.promise();
    notices.whenFinal(
        id,
        timeoutMillis,
        waiter,
        () ->
            sequenced(checked, context)
                .compose(sent -> read(context, id, () -> answers.record(id)))
                .onSuccess(
                    record -> {
                      if (record.state().isFinal()) {
                        waiter.tryComplete(true);
                      }
                    })
                .onFailure(
                    e -> {
                      answer.tryFail(e);
                      waiter.tryComplete(false);
                    }));
    waiter
        .future()
        .compose(
            isFinal ->
                isFinal
                    ? read(context, id, () -> (JsonNode) answers.full(answers.record(id)))
                    : Future.<JsonNode>failedFuture(new Refusal(timedOut(id, timeoutMillis))))
        .onSuccess(answer::tryComplete)
        .onFailure(answer::tryFail);
    return answer.future();
  }

  private Future<BundleId> sequenced(Checked checked, Context context) {
    return switch (checked) {
      case Checked.Known known -> Future.succeededFuture(known.id());
      case Checked.Overdue overdue -> elsewhere(overdue, context);
      case Checked.Fresh fresh ->
          bus.submit(context, fresh.id(), fresh.request())
              .compose(accepted -> seenHere(accepted, fresh.id()));
    };
  }

  /** Refused only when the leader does not know it either: this member may be behind (O2). */
  private Future<BundleId> elsewhere(Checked.Overdue overdue, Context context) {
    return workers
        .run(context, () -> lookup.read(context, overdue.id(), BundleRecord::id))
        .compose(found -> found)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof Refusal refusal && refusal.error().code() == RpcError.UNKNOWN
                        ? overdue.refusal()
                        : e));
  }

  /** The receipt comes from the own store, which may be a moment behind the leader's. */
  private Future<BundleId> seenHere(SubmitReply.Accepted accepted, BundleId id) {
    return lookup
        .reaches(ValueCodec.position(accepted.getCursor()), timeouts.answer().toMillis())
        .compose(
            seen ->
                seen
                    ? Future.succeededFuture(id)
                    : Future.failedFuture(new Refusal(Bus.unknownOutcome(id))));
  }

  /** Reads the store on a worker; no worker free means that the caller must ask again, by id. */
  private <T> Future<T> read(Context context, BundleId id, Callable<T> reading) {
    return workers
        .run(context, reading)
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof Refusal refusal ? new Refusal(refusal.error().bundle(id)) : e));
  }

  private static RpcError timedOut(BundleId id, long timeoutMillis) {
    return RpcError.of(
            RpcError.TIMED_OUT, "TIMED_OUT", "not final in time; the bundle goes on: ask by its id")
        .bundle(id)
        .limit(timeoutMillis, null)
        .mayRetry();
  }
}
