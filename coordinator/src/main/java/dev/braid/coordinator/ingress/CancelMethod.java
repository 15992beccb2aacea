package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.BundleShape;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.JsonValue;
import dev.braid.coordinator.api.ParamReader;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.SubmitterRules;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Position;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code atomic_cancelBundle}: a definite answer, by the order of the log (L1). */
final class CancelMethod implements RpcMethod {
  private final Lookup lookup;
  private final Bus bus;
  private final Secp256k1 curve;

  CancelMethod(Lookup lookup, Bus bus, Secp256k1 curve) {
    this.lookup = lookup;
    this.bus = bus;
    this.curve = curve;
  }

  @Override
  public Future<JsonNode> call(Request request) {
    List<JsonValue> params = request.params();
    Params.count(params, 1, 1);
    ParamReader.Cancel cancel = ParamReader.cancel(params.get(0));
    return lookup.compose(
        request.context(), cancel.id(), record -> cancel(request, cancel, record));
  }

  private Future<JsonNode> cancel(Request request, ParamReader.Cancel cancel, BundleRecord record) {
    Authorization authorization = authorization(cancel, record, request.signer());
    Violations.refuse(
        SubmitterRules.checkCancel(record.id(), record.submitter(), authorization, curve),
        record.id());
    if (record.state() != BundleState.SEQUENCED) {
      boolean isCancelled = record.state() == BundleState.CANCELLED;
      Position cursor = isCancelled ? record.history().getLast().cursor() : record.position();
      return Future.succeededFuture(answer(record, isCancelled, record.state(), cursor));
    }
    CancelRequest message =
        CancelRequest.newBuilder()
            .setId(ValueCodec.to(record.id()))
            .setAuthorization(BundleCodec.toProto(authorization))
            .build();
    return bus.cancel(request.context(), record.id(), message)
        .compose(reply -> seenHere(record, reply));
  }

  /** Told when this member's own reads say the same, or a moment later: it is certain already. */
  private Future<JsonNode> seenHere(BundleRecord record, CancelReply.Answered reply) {
    Position cursor = ValueCodec.position(reply.getCursor());
    JsonNode answer =
        answer(record, reply.getCancelled(), ValueCodec.bundleState(reply.getState()), cursor);
    return lookup.reaches(cursor, Lookup.WAIT_MILLIS).map(answer);
  }

  private static Authorization authorization(
      ParamReader.Cancel cancel, BundleRecord record, @Nullable Address signer) {
    if (cancel.signature() != null) {
      return new Authorization.Typed(cancel.signature());
    }
    if (signer == null) {
      return new Authorization.Anonymous();
    }
    if (!signer.equals(record.submitter())) {
      throw FlashbotsHeader.bad("its address is not the bundle's submitter");
    }
    return new Authorization.Header();
  }

  private static JsonNode answer(
      BundleRecord record, boolean isCancelled, BundleState state, Position cursor) {
    return Json.object()
        .put("bundleId", record.id().toHex())
        .put("submitter", BundleShape.submitter(record.submitter()))
        .put("cancelled", isCancelled)
        .put("state", state.word())
        .put("cursor", cursor.cursor());
  }
}
