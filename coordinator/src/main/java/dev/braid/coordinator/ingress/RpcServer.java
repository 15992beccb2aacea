package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.ForeignError;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.JsonReader;
import dev.braid.coordinator.api.JsonValue;
import dev.braid.coordinator.api.JsonValue.JsonArray;
import dev.braid.coordinator.api.JsonValue.JsonNull;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcCall;
import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON-RPC 2.0 without transport: bytes in, bytes out. Reading, checking and writing run on
 * workers; the calls of a batch are begun in their order and answered together.
 */
final class RpcServer {
  /** All answers of one batch together; what comes later is refused. */
  static final int MAX_ANSWER_BYTES = 32 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

  private final JsonReader reader;
  private final WorkPool workers;
  private final Admission admission;
  private final Secp256k1 curve;
  private final RpcTimings timings;

  RpcServer(
      JsonReader reader,
      WorkPool workers,
      Admission admission,
      Secp256k1 curve,
      RpcTimings timings) {
    this.reader = reader;
    this.workers = workers;
    this.admission = admission;
    this.curve = curve;
    this.timings = timings;
  }

  /**
   * Answers one body. The result is null when nothing is to be answered (notifications only); it
   * never fails.
   *
   * @param header value of {@link FlashbotsHeader#NAME}
   */
  Future<byte @Nullable []> answer(
      byte[] body, @Nullable String header, MethodTable methods, Context context) {
    return workers
        .run(context, () -> begin(body, header, methods, context))
        .compose(answers -> answers)
        .recover(
            failure ->
                Future.succeededFuture(
                    Json.bytes(Json.failure(new JsonNull(), error(failure, "request")))));
  }

  private Future<byte @Nullable []> begin(
      byte[] body, @Nullable String header, MethodTable methods, Context context) {
    JsonValue document = reader.read(body);
    if (document instanceof JsonArray batch) {
      if (batch.items().isEmpty()) {
        throw new Refusal(RpcError.of(RpcError.REQUEST, "EMPTY_BATCH", "a batch has a call"));
      }
      if (header != null) {
        throw FlashbotsHeader.bad("accepted for single calls, not for batches");
      }
      return batch(batch.items(), methods, context);
    }
    return switch (RpcCall.parse(document)) {
      case RpcCall.Invalid call ->
          Future.succeededFuture(Json.bytes(Json.failure(call.id(), call.error())));
      case RpcCall.Valid call -> {
        Address signer;
        try {
          signer = header == null ? null : FlashbotsHeader.check(header, body, curve);
        } catch (Refusal e) {
          yield Future.succeededFuture(
              call.id() == null ? null : Json.bytes(Json.failure(call.id(), e.error())));
        }
        yield call(call, signer, methods, context);
      }
    };
  }

  private Future<byte @Nullable []> batch(
      List<JsonValue> items, MethodTable methods, Context context) {
    List<Future<byte @Nullable []>> answers = new ArrayList<>();
    long bytes = 0;
    for (JsonValue item : items) {
      Future<byte @Nullable []> answer =
          switch (RpcCall.parse(item)) {
            case RpcCall.Invalid call ->
                Future.succeededFuture(Json.bytes(Json.failure(call.id(), call.error())));
            case RpcCall.Valid call ->
                bytes > MAX_ANSWER_BYTES
                    ? Future.succeededFuture(
                        call.id() == null ? null : Json.bytes(Json.failure(call.id(), tooLong())))
                    : call(call, null, methods, context);
          };
      answers.add(answer);
      // What reads much is answered at once, so this sum sees it before the next call begins.
      byte[] done = answer.succeeded() ? answer.result() : null;
      bytes += done == null ? 0 : done.length;
    }
    return Future.all(answers)
        .compose(all -> workers.run(context, () -> join(all.<byte @Nullable []>list())));
  }

  private static byte @Nullable [] join(List<byte @Nullable []> answers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte @Nullable [] answer : answers) {
      if (answer != null) {
        out.write(out.size() == 0 ? '[' : ',');
        out.writeBytes(answer);
      }
    }
    if (out.size() == 0) {
      return null;
    }
    out.write(']');
    return out.toByteArray();
  }

  private static RpcError tooLong() {
    return RpcError.overload("ANSWER_TOO_LARGE", "the batch's answers are too large", 0)
        .limit(MAX_ANSWER_BYTES, null);
  }

  /** Begins one call; its answer as bytes, null for a notification. */
  private Future<byte @Nullable []> call(
      RpcCall.Valid call, @Nullable Address signer, MethodTable methods, Context context) {
    JsonValue id = call.id();
    if (!admission.enterCall()) {
      return Future.succeededFuture(
          id == null ? null : Json.bytes(Json.failure(id, admission.tooManyCalls())));
    }
    long started = System.nanoTime();
    String label = methods.label(call.method());
    return invoke(call, signer, methods, context)
        .transform(
            result -> {
              admission.leaveCall();
              if (result.cause() instanceof ForeignError foreign) {
                timings.record(label, "FOREIGN", started);
                return Future.succeededFuture(
                    id == null ? null : Json.bytes(Json.failure(id, foreign)));
              }
              RpcError error = result.failed() ? error(result.cause(), label) : null;
              timings.record(label, error == null ? "ok" : error.reason(), started);
              if (id == null) {
                return Future.succeededFuture(null);
              }
              return Future.succeededFuture(
                  Json.bytes(
                      error == null ? Json.success(id, result.result()) : Json.failure(id, error)));
            });
  }

  private static Future<JsonNode> invoke(
      RpcCall.Valid call, @Nullable Address signer, MethodTable methods, Context context) {
    try {
      return methods
          .find(call.method())
          .call(new RpcMethod.Request(call.params(), signer, context));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static RpcError error(Throwable failure, String what) {
    if (failure instanceof Refusal refusal) {
      return refusal.error();
    }
    LOG.error("call failed method={}", what, failure);
    return RpcError.of(RpcError.INTERNAL, "INTERNAL", "a defect of the node; its log says more");
  }
}
