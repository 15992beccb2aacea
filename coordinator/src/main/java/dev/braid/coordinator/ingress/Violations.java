package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.bundle.BundleViolation;
import dev.braid.protocol.types.BundleId;
import org.jspecify.annotations.Nullable;

/** The static rules' verdicts as errors of the API. */
final class Violations {
  private Violations() {}

  static void refuse(@Nullable BundleViolation violation, BundleId id) {
    if (violation != null) {
      throw new Refusal(error(violation, id));
    }
  }

  static RpcError error(BundleViolation violation, BundleId id) {
    int code =
        switch (violation.code().kind()) {
          case PARAMETER -> RpcError.PARAMETER;
          case RULE -> RpcError.STATIC_RULE;
          case LEVEL -> RpcError.UNSUPPORTED;
          case SIGNATURE -> RpcError.REQUEST;
        };
    RpcError error =
        RpcError.of(code, violation.code().name(), violation.field() + ": " + violation.message())
            .at(violation.field())
            .bundle(id);
    if (violation.limit() != null) {
      error = error.limit(violation.limit(), violation.actual());
    }
    if (violation.code().isPassing()) {
      error = error.mayRetry();
    }
    if (violation.chainId() == null) {
      return error;
    }
    return violation.transactionHash() == null || violation.transactionIndex() < 0
        ? error.chain(violation.chainId())
        : error.transaction(
            violation.chainId(), violation.transactionIndex(), violation.transactionHash());
  }
}
