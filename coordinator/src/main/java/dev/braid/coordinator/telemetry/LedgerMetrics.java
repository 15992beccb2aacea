package dev.braid.coordinator.telemetry;

import dev.braid.coordinator.log.Ledger;
import dev.braid.coordinator.log.SignatureCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Shows how a member's ledger stands: what is applied, what waits for certificates, who signs. */
public final class LedgerMetrics {
  private LedgerMetrics() {}

  public static void bind(MeterRegistry registry, Ledger ledger) {
    Gauge.builder("braid.log.applied.height", ledger, Ledger::appliedHeight)
        .description("Height of the newest batch that is applied here, certified or not")
        .register(registry);
    Gauge.builder("braid.log.uncertified", ledger, l -> l.appliedHeight() - l.certifiedHeight())
        .description("Batches that are applied here and wait for their certificate")
        .register(registry);
    Gauge.builder("braid.log.evidence", ledger, l -> l.evidence().size())
        .description("Pairs of batches that a member signed at one height")
        .register(registry);
    SignatureCounts counts = ledger.signatureCounts();
    for (SignatureCounts.Kind kind : SignatureCounts.Kind.values()) {
      FunctionCounter.builder("braid.log.signatures", counts, c -> c.of(kind))
          .description("Signatures of members over batches, by what became of them")
          .tag("kind", kind.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }
}
