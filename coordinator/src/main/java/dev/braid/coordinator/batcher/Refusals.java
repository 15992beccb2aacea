package dev.braid.coordinator.batcher;

import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.protocol.bundle.BundleCheck;
import dev.braid.protocol.bundle.BundleRules;
import dev.braid.protocol.bundle.BundleViolation;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import org.jspecify.annotations.Nullable;

/** Why a bundle does not get a position, as its submitter is told. */
final class Refusals {
  /** When to come back to a full queue: some batches later. */
  static final long QUEUE_RETRY_MILLIS = 200;

  /** When to come back while too much is pending: some rounds later. */
  static final long PENDING_RETRY_MILLIS = 1_000;

  /** When to come back to a cluster without a majority: after a take-over. */
  static final long NO_QUORUM_RETRY_MILLIS = 1_000;

  private Refusals() {}

  static Refused queueFull(String message, long limit, long actual) {
    return Refused.newBuilder()
        .setKind(RefusalKind.REFUSAL_KIND_OVERLOAD)
        .setReason("QUEUE_FULL")
        .setMessage(message)
        .setLimit(limit)
        .setActual(actual)
        .setRetryable(true)
        .setRetryAfterMillis(QUEUE_RETRY_MILLIS)
        .build();
  }

  static Refused unavailable(String message) {
    return Refused.newBuilder()
        .setKind(RefusalKind.REFUSAL_KIND_UNAVAILABLE)
        .setReason("LOG_UNAVAILABLE")
        .setMessage(message)
        .setRetryable(true)
        .setRetryAfterMillis(QUEUE_RETRY_MILLIS)
        .build();
  }

  /** No majority takes or certifies batches now (design section 5). Nothing was appended. */
  static Refused noQuorum(String message) {
    return unavailable(message).toBuilder()
        .setReason("NO_QUORUM")
        .setRetryAfterMillis(NO_QUORUM_RETRY_MILLIS)
        .build();
  }

  static Refused malformed(String message) {
    return plain(RefusalKind.REFUSAL_KIND_PARAMETER, "MALFORMED", message);
  }

  /**
   * A bundle that the log's rules do not let in.
   *
   * @param state that it was tried on
   * @param timeMillis of the batch that it was tried in
   */
  static Refused of(
      Violation violation, Entry.BundleSequenced entry, State state, long timeMillis) {
    BundleViolation detail = detail(violation, entry, state, timeMillis);
    if (detail != null) {
      return of(detail);
    }
    String rule = violation.rule().name();
    return switch (violation.rule()) {
      case UNKNOWN_ROLLUP ->
          plain(RefusalKind.REFUSAL_KIND_PARAMETER, "UNKNOWN_CHAIN", violation.detail());
      case ROLLUP_NOT_ACTIVE ->
          plain(RefusalKind.REFUSAL_KIND_UNSUPPORTED, "ROLLUP_LEFT", violation.detail());
      case LEVEL -> plain(RefusalKind.REFUSAL_KIND_UNSUPPORTED, rule, violation.detail());
      case FEATURE_NOT_ACTIVE ->
          plain(RefusalKind.REFUSAL_KIND_UNSUPPORTED, "NOT_YET", violation.detail());
      case BAD_SIGNATURE -> plain(RefusalKind.REFUSAL_KIND_SIGNATURE, rule, violation.detail());
      case BATCH_TOO_LARGE ->
          plain(RefusalKind.REFUSAL_KIND_PARAMETER, "BUNDLE_TOO_LARGE", violation.detail());
      case PENDING_FULL ->
          plain(RefusalKind.REFUSAL_KIND_OVERLOAD, rule, violation.detail()).toBuilder()
              .setLimit(state.parameters().limits().maxPendingBundles())
              .setActual(state.pending().size())
              .setRetryable(true)
              .setRetryAfterMillis(PENDING_RETRY_MILLIS)
              .build();
      default -> plain(RefusalKind.REFUSAL_KIND_STATIC_RULE, rule, violation.detail());
    };
  }

  /** The bundle's own rule that is broken, with field and limit. */
  private static @Nullable BundleViolation detail(
      Violation violation, Entry.BundleSequenced entry, State state, long timeMillis) {
    return switch (violation.rule()) {
      case DEADLINE ->
          BundleRules.checkDeadline(entry.bundle(), state.parameters().limits(), timeMillis);
      case FEATURE_NOT_ACTIVE -> BundleRules.notYet(entry.bundle());
      case STATIC_RULE ->
          BundleRules.check(
                      entry.bundle(),
                      state.parameters().limits(),
                      chainId -> {
                        RollupState rollup = state.rollup(chainId);
                        return rollup == null ? null : rollup.definition().level();
                      })
                  instanceof BundleCheck.Refused refused
              ? refused.violation()
              : null;
      default -> null;
    };
  }

  private static Refused of(BundleViolation violation) {
    RefusalKind kind =
        switch (violation.code().kind()) {
          case PARAMETER -> RefusalKind.REFUSAL_KIND_PARAMETER;
          case RULE -> RefusalKind.REFUSAL_KIND_STATIC_RULE;
          case LEVEL -> RefusalKind.REFUSAL_KIND_UNSUPPORTED;
          case SIGNATURE -> RefusalKind.REFUSAL_KIND_SIGNATURE;
        };
    Refused.Builder refused =
        plain(kind, violation.code().name(), violation.message()).toBuilder()
            .setField(violation.field())
            .setRetryable(violation.code().isPassing());
    if (violation.limit() != null) {
      refused.setLimit(violation.limit());
    }
    if (violation.actual() != null) {
      refused.setActual(violation.actual());
    }
    if (violation.chainId() != null) {
      refused.setChainId(violation.chainId().value());
    }
    return refused.build();
  }

  private static Refused plain(RefusalKind kind, String reason, String message) {
    return Refused.newBuilder().setKind(kind).setReason(reason).setMessage(message).build();
  }
}
