package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.BundleReader;
import dev.braid.coordinator.api.BundleRequest;
import dev.braid.coordinator.api.JsonValue;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleCheck;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.BundleRules;
import dev.braid.protocol.bundle.BundleViolation;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.SubmitterRules;
import dev.braid.protocol.bundle.TransactionRules;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.State;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.util.Collection;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All checks of a bundle at ingress, cheap ones first. Blocks and computes: for a worker. */
final class BundleChecks {
  private static final long RETRY_AFTER_MILLIS = 1_000;

  private final LedgerReader ledger;
  private final Secp256k1 curve;
  private final SenderRecovery recovery;
  private final LongSupplier clockMillis;
  private final Set<ChainId> configured;

  /**
   * @param curve remembers what it recovered, so that rounds need not do it again
   * @param configured rollups that this node is told to drive, in the log or not yet
   */
  BundleChecks(
      LedgerReader ledger,
      Secp256k1 curve,
      LongSupplier clockMillis,
      Collection<ChainId> configured) {
    this.configured = Set.copyOf(configured);
    this.ledger = ledger;
    this.curve = curve;
    this.recovery = new SenderRecovery(curve);
    this.clockMillis = clockMillis;
  }

  /** What a bundle that is not refused comes to. */
  sealed interface Checked {
    BundleId id();

    Address submitter();

    /** It has its position already (O2). */
    record Known(BundleRecord record) implements Checked {
      @Override
      public BundleId id() {
        return record.id();
      }

      @Override
      public Address submitter() {
        return record.submitter();
      }
    }

    /**
     * Not known here, and its deadline keeps it from being sequenced now: it may have its position
     * where the log is known further (O2).
     */
    record Overdue(BundleId id, Address submitter, Refusal refusal) implements Checked {}

    /** It may be sequenced. */
    record Fresh(BundleId id, Address submitter, SubmitRequest request) implements Checked {}
  }

  /**
   * @param signer who signed the body by header; null = nobody
   * @throws dev.braid.coordinator.api.Refusal by the table of errors in api.md
   */
  Checked check(JsonValue value, @Nullable Address signer) {
    State state = ledger.state();
    BundleRequest request = BundleReader.read(value, state.parameters().limits());
    if (signer != null) {
      if (request.bundle().isAnonymous()) {
        request = request.withSubmitter(signer);
      } else if (!request.bundle().submitter().equals(signer)) {
        throw FlashbotsHeader.bad("its address is not the bundle's submitter");
      }
    }
    Bundle bundle = request.bundle();
    BundleId id = BundleDigest.id(bundle);
    Violations.refuse(BundleRules.notYet(bundle), id);
    Authorization authorization = authorization(request, signer);
    Violations.refuse(SubmitterRules.check(bundle, id, authorization, curve), id);
    BundleRecord known = ledger.bundle(id);
    if (known != null) {
      return new Checked.Known(known);
    }
    switch (BundleRules.check(bundle, state.parameters().limits(), chain -> level(state, chain))) {
      case BundleCheck.Refused refused -> {
        refuseDown(state, refused.violation(), id);
        Violations.refuse(refused.violation(), id);
      }
      case BundleCheck.Accepted accepted -> {
        Refusal overdue = overdue(bundle, state, id);
        if (overdue != null) {
          return new Checked.Overdue(id, bundle.submitter(), overdue);
        }
        if (TransactionRules.senders(accepted.bundle(), recovery)
            instanceof BundleCheck.Refused refused) {
          Violations.refuse(refused.violation(), id);
        }
      }
    }
    return new Checked.Fresh(
        id,
        bundle.submitter(),
        SubmitRequest.newBuilder()
            .setId(ValueCodec.to(id))
            .setBundle(BundleCodec.toProto(bundle))
            .setAuthorization(BundleCodec.toProto(authorization))
            .build());
  }

  private @Nullable Refusal overdue(Bundle bundle, State state, BundleId id) {
    long now = Math.max(state.timeMillis(), clockMillis.getAsLong());
    try {
      Violations.refuse(BundleRules.checkDeadline(bundle, state.parameters().limits(), now), id);
      return null;
    } catch (Refusal refusal) {
      return refusal;
    }
  }

  /** A rollup that has not joined yet, because its engine is down, is not an unknown one. */
  private void refuseDown(State state, BundleViolation violation, BundleId id) {
    ChainId chain = violation.chainId();
    if (violation.code() == BundleViolation.Code.UNKNOWN_CHAIN
        && chain != null
        && configured.contains(chain)
        && state.rollup(chain) == null) {
      throw new Refusal(
          RpcError.of(
                  RpcError.UNAVAILABLE, "ROLLUP_DOWN", "this rollup has not joined the network yet")
              .at(violation.field())
              .chain(chain)
              .bundle(id)
              .retryAfter(RETRY_AFTER_MILLIS));
    }
  }

  /** A typed signature is stronger than the header: every member can check it (D4). */
  private static Authorization authorization(BundleRequest request, @Nullable Address signer) {
    if (request.signature() != null) {
      return new Authorization.Typed(request.signature());
    }
    return signer == null ? new Authorization.Anonymous() : new Authorization.Header();
  }

  private static @Nullable Level level(State state, ChainId chain) {
    for (RollupDefinition rollup : state.parameters().rollups()) {
      if (rollup.chainId().equals(chain)) {
        return rollup.level();
      }
    }
    return null;
  }
}
