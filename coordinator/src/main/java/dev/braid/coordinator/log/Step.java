package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.StoredHeader;
import dev.braid.protocol.log.CertificateAssembly;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is applied here, with what it did; not to be told before it is certified (D1).
 *
 * @param violation why it is void; null when it holds
 * @param state after it
 * @param unsigned its certificate without any signature
 * @param rows to be written with the certificate
 * @param fetched from other members, who then have its certificate too
 */
record Step(
    AppendClaim claim,
    @Nullable Violation violation,
    List<LogEvent> events,
    State state,
    CertificateAssembly unsigned,
    NewRows rows,
    boolean fetched) {

  static Step of(
      AppendClaim claim,
      @Nullable Violation violation,
      List<LogEvent> events,
      State before,
      State after,
      NewRows rows,
      boolean fetched) {
    return new Step(
        claim,
        violation,
        events,
        after,
        CertificateAssembly.begin(before, after, violation != null),
        rows,
        fetched);
  }

  long height() {
    return claim.height();
  }

  boolean isVoid() {
    return violation != null;
  }

  StoredHeader header() {
    return new StoredHeader(
        claim.height(), claim.previousHash(), claim.term(), claim.hash(), isVoid());
  }
}
