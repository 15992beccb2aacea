package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.ParamReader;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.ingress.PoolChecks.Candidate;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.proto.v1.BusProto.ReplaceRequest;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.function.LongSupplier;

/**
 * {@code eth_sendRawTransaction}: an ordinary transaction takes its position in the log, as bundles
 * do, and the caller has its hash once that is certified (D1). It is checked as a plain engine's
 * pool checks; one whose nonce is ahead is taken, and waits.
 */
final class SendRawTransaction implements RpcMethod {
  /** How often it is begun again when what it was to replace changed meanwhile. */
  private static final int MAX_ATTEMPTS = 5;

  private static final long RETRY_AFTER_MILLIS = 200;

  private final RollupNode node;
  private final LedgerReader ledger;
  private final PoolChecks checks;
  private final Bus bus;
  private final Lookup lookup;
  private final WorkPool workers;
  private final LongSupplier clockMillis;

  SendRawTransaction(
      RollupNode node,
      LedgerReader ledger,
      PoolChecks checks,
      Bus bus,
      Lookup lookup,
      WorkPool workers,
      LongSupplier clockMillis) {
    this.node = node;
    this.ledger = ledger;
    this.checks = checks;
    this.bus = bus;
    this.lookup = lookup;
    this.workers = workers;
    this.clockMillis = clockMillis;
  }

  @Override
  public Future<JsonNode> call(Request request) {
    Params.count(request.params(), 1, 1);
    RawTransaction raw = RawTransaction.of(ParamReader.rawTransaction(request.params().get(0)));
    State state = ledger.state();
    refuseInactive(state);
    long nowMillis = Math.max(state.timeMillis(), clockMillis.getAsLong());
    Candidate candidate = checks.check(raw, state, nowMillis);
    return attempt(candidate, request.context(), MAX_ATTEMPTS)
        .map(Json.NODES.textNode(raw.hash().toHex()));
  }

  private void refuseInactive(State state) {
    ChainId chainId = node.chainId();
    RollupState rollup = state.rollup(chainId);
    if (rollup == null) {
      throw new Refusal(RollupNode.down(chainId));
    }
    if (!rollup.status().takesBundles()) {
      throw new Refusal(
          RpcError.of(
                  RpcError.UNSUPPORTED,
                  "ROLLUP_LEFT",
                  "the rollup takes nothing any more: it is " + rollup.status())
              .chain(chainId));
    }
  }

  private Future<Void> attempt(Candidate candidate, Context context, int attempts) {
    boolean wasSent = attempts < MAX_ATTEMPTS;
    if (attempts == 0) {
      return unlessInLog(
          candidate,
          context,
          wasSent,
          new Refusal(
              RpcError.of(
                      RpcError.UNAVAILABLE, "BUSY", "what it is to replace changes again and again")
                  .chain(node.chainId())
                  .retryAfter(RETRY_AFTER_MILLIS)));
    }
    // Before the node is asked: what is adopted between would else be counted in neither.
    State state = ledger.state();
    return node.account(context, candidate.sender().toHex())
        .compose(
            account ->
                workers
                    .run(
                        context,
                        () -> {
                          checks.check(candidate, account, state);
                          return submission(candidate);
                        })
                    .transform(
                        checked ->
                            checked.succeeded()
                                ? sequence(candidate, checked.result(), context, attempts)
                                : unlessInLog(candidate, context, wasSent, checked.cause())));
  }

  private Future<Void> sequence(
      Candidate candidate, SubmitRequest submission, Context context, int attempts) {
    return bus.sequence(context, candidate.id(), submission)
        .compose(reply -> replied(candidate, submission, reply, context, attempts));
  }

  /**
   * The refusal, unless the log holds this very bundle: then what refuses it is its own effect, for
   * a reply to it may have been lost, and it is answered as the first time (O2).
   *
   * @param wasSent whether it may have got into the log by this call: if nobody can say so now, the
   *     outcome is not known
   */
  private Future<Void> unlessInLog(
      Candidate candidate, Context context, boolean wasSent, Throwable why) {
    if (!wasSent && !isRefusedFor(why, "NONCE_TOO_LOW")) {
      return Future.failedFuture(why);
    }
    return workers
        .run(
            context,
            () ->
                lookup.<Void>compose(
                    context,
                    candidate.id(),
                    record ->
                        wasSent || mayStand(record.state())
                            ? Future.<Void>succeededFuture()
                            : Future.<Void>failedFuture(why)))
        .compose(found -> found)
        .recover(
            e ->
                Future.failedFuture(
                    isRefusedFor(e, "UNKNOWN_BUNDLE") || !wasSent
                        ? why
                        : new Refusal(Bus.unknownOutcome(candidate.id()))));
  }

  /** Whether it is in a block, or may yet be; one that was replaced before is refused as new. */
  private static boolean mayStand(BundleState state) {
    return switch (state) {
      case SEQUENCED, DECIDED, INCLUDED, DAMAGED -> true;
      case REJECTED, EXPIRED, CANCELLED, REPLACED -> false;
    };
  }

  private static boolean isRefusedFor(Throwable e, String reason) {
    return e instanceof Refusal refusal && reason.equals(refusal.error().reason());
  }

  private Future<Void> replied(
      Candidate candidate,
      SubmitRequest submission,
      SubmitReply reply,
      Context context,
      int attempts) {
    if (reply.hasReplaces()) {
      ReplaceRequest request =
          ReplaceRequest.newBuilder()
              .setBundle(submission)
              .setReplaces(reply.getReplaces().getId())
              .setCursor(reply.getReplaces().getCursor())
              .build();
      return bus.replace(context, candidate.id(), request)
          .compose(
              replaced ->
                  replaced.hasAccepted()
                      ? seenHere(replaced.getAccepted())
                      : isTooLate(replaced)
                          ? attempt(candidate, context, attempts - 1)
                          : refused(candidate, replaced, context));
    }
    return reply.hasAccepted() ? seenHere(reply.getAccepted()) : refused(candidate, reply, context);
  }

  /** The older one is no longer to be replaced: its nonce may be used, or free again. */
  private static boolean isTooLate(SubmitReply reply) {
    return reply.hasRefused() && reply.getRefused().getReason().equals("REPLACED_TOO_LATE");
  }

  private Future<Void> refused(Candidate candidate, SubmitReply reply, Context context) {
    return unlessInLog(candidate, context, true, new Refusal(error(candidate, reply)));
  }

  private RpcError error(Candidate candidate, SubmitReply reply) {
    String reason = reply.getRefused().getReason();
    if (reason.equals("ALREADY_SEQUENCED")) {
      // Its batch is on its way and not certified: neither the hash nor a failure is certain.
      return Bus.unknownOutcome(candidate.id());
    }
    RpcError byLog = candidate.errors().byLog(reason, candidate.transaction().nonce());
    return byLog != null
        ? byLog
        : Bus.error(reply.getRefused(), candidate.id())
            .transaction(node.chainId(), 0, candidate.transaction().hash());
  }

  /** It is certain already; a moment later this member's own reads show it too. */
  private Future<Void> seenHere(SubmitReply.Accepted accepted) {
    Position cursor = ValueCodec.position(accepted.getCursor());
    return lookup.reaches(cursor, Lookup.WAIT_MILLIS).mapEmpty();
  }

  private static SubmitRequest submission(Candidate candidate) {
    return SubmitRequest.newBuilder()
        .setId(ValueCodec.to(candidate.id()))
        .setBundle(BundleCodec.toProto(candidate.bundle()))
        .setAuthorization(BundleCodec.toProto(new Authorization.Anonymous()))
        .setOrdinary(true)
        .build();
  }
}
