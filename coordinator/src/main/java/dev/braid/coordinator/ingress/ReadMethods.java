package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.BatchShape;
import dev.braid.coordinator.api.BundleShape;
import dev.braid.coordinator.api.CapabilitiesShape;
import dev.braid.coordinator.api.ParamReader;
import dev.braid.coordinator.api.ParamReader.GetOptions;
import dev.braid.coordinator.api.ParamReader.ReadProof;
import dev.braid.coordinator.api.ReceiptShape;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.SubmitterRules;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The methods that only read the log. */
final class ReadMethods {
  private final LedgerReader ledger;
  private final Answers answers;
  private final Lookup lookup;
  private final WorkPool workers;
  private final Secp256k1 curve;
  private final LongSupplier clockMillis;
  private final Supplier<JsonNode> capabilities;

  ReadMethods(
      LedgerReader ledger,
      Answers answers,
      Lookup lookup,
      WorkPool workers,
      Secp256k1 curve,
      LongSupplier clockMillis,
      String version,
      String ordering,
      CapabilitiesShape.Door door,
      Function<ChainId, @Nullable String> strategies) {
    this.ledger = ledger;
    this.answers = answers;
    this.lookup = lookup;
    this.workers = workers;
    this.curve = curve;
    this.clockMillis = clockMillis;
    this.capabilities =
        () -> CapabilitiesShape.of(version, ordering, ledger.state(), door, strategies);
  }

  Future<JsonNode> getBundle(RpcMethod.Request request) {
    Params.count(request.params(), 1, 2);
    BundleId id = ParamReader.bundleId(request.params().get(0));
    GetOptions options = ParamReader.getOptions(Params.optional(request.params(), 1));
    Position atLeast = options.atLeast();
    if (atLeast == null || atLeast.height() <= ledger.certifiedHeight()) {
      return bundle(request, id, options.read());
    }
    return lookup
        .reaches(atLeast, Lookup.WAIT_MILLIS)
        .compose(
            seen ->
                seen
                    ? workers
                        .run(request.context(), () -> bundle(request, id, options.read()))
                        .compose(answer -> answer)
                    : Future.failedFuture(new Refusal(lookup.behind().at("atLeast").bundle(id))));
  }

  private Future<JsonNode> bundle(
      RpcMethod.Request request, BundleId id, @Nullable ReadProof proof) {
    return lookup.read(request.context(), id, record -> bundle(record, proof, request.signer()));
  }

  /** All of it for the submitter and once it was decided, else what anyone may know (P1). */
  private JsonNode bundle(
      BundleRecord record, @Nullable ReadProof proof, @Nullable Address signer) {
    if (proof != null) {
      checkProof(record, proof);
    }
    boolean isSubmitter = proof != null || (signer != null && signer.equals(record.submitter()));
    return isSubmitter || BundleShape.isOpen(record)
        ? answers.full(record)
        : BundleShape.redacted(record);
  }

  private void checkProof(BundleRecord record, ReadProof proof) {
    if (proof.expiresSeconds() < clockMillis.getAsLong() / 1000) {
      throw bad(record, "read.expires", "this proof has expired");
    }
    boolean isSigned =
        !record.submitter().equals(Address.ZERO)
            && SubmitterRules.isSignedBy(
                record.submitter(),
                BundleDigest.read(record.id(), proof.expiresSeconds()),
                proof.signature(),
                curve);
    if (!isSigned) {
      throw bad(record, "read.signature", "not the submitter's signature of this Read");
    }
  }

  private static Refusal bad(BundleRecord record, String field, String message) {
    return new Refusal(
        RpcError.of(RpcError.REQUEST, "BAD_SIGNATURE", field + ": " + message)
            .at(field)
            .bundle(record.id()));
  }

  /** Receipts hold hashes only, so anyone may have them (P1, D3). */
  Future<JsonNode> getReceipt(RpcMethod.Request request) {
    Params.count(request.params(), 1, 2);
    BundleId id = ParamReader.bundleId(request.params().get(0));
    ParamReader.ReceiptKind kind = ParamReader.receiptKind(Params.optional(request.params(), 1));
    return lookup.read(
        request.context(),
        id,
        record ->
            ReceiptShape.of(
                switch (kind) {
                  case POSITION -> answers.positionReceipt(record);
                  case DECISION -> answers.decisionReceipt(record);
                }));
  }

  Future<JsonNode> getBatch(RpcMethod.Request request) {
    Params.count(request.params(), 1, 1);
    long height = ParamReader.height(request.params().get(0));
    LedgerReader.CertifiedRow row = ledger.batch(height);
    if (row == null) {
      throw new Refusal(
          RpcError.of(RpcError.UNKNOWN, "UNKNOWN_HEIGHT", "no certified batch has this height")
              .at("height")
              .limit(Math.max(0, ledger.certifiedHeight()), height));
    }
    return Future.succeededFuture(
        BatchShape.of(
            height,
            row.stored().header().hash(),
            row.stored().header().previousHash(),
            row.stored().header().term(),
            row.stored().header().isVoid(),
            row.batch(),
            row.certificate()));
  }

  Future<JsonNode> getCapabilities(RpcMethod.Request request) {
    Params.count(request.params(), 0, 0);
    return Future.succeededFuture(capabilities.get());
  }
}
