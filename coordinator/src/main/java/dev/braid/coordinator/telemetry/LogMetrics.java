package dev.braid.coordinator.telemetry;

import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.proto.v1.LogProto.BundleState;
import dev.braid.proto.v1.LogProto.LogEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the log's notices tell: bundles by the state they reach, rounds, batches. */
public final class LogMetrics {
  private final AtomicLong height = new AtomicLong(-1);
  private final AtomicLong timeMillis = new AtomicLong();
  private final Counter batches;
  private final Counter voidBatches;
  private final Counter rounds;
  private final Counter adoptions;
  private final Map<BundleState, Counter> bundles = new EnumMap<>(BundleState.class);

  public LogMetrics(MeterRegistry registry) {
    Gauge.builder("braid.log.height", height, AtomicLong::get)
        .description("Height of the newest certified batch")
        .register(registry);
    Gauge.builder("braid.log.time", timeMillis, millis -> millis.get() / 1000.0)
        .description("The log's time, Unix seconds")
        .baseUnit("seconds")
        .register(registry);
    batches = counter(registry, "braid.log.batches", "Certified batches");
    voidBatches = counter(registry, "braid.log.void.batches", "Batches that broke a rule");
    rounds = counter(registry, "braid.rounds.decided", "Rounds decided");
    adoptions = counter(registry, "braid.rollups.adopted", "Decided blocks seen to be adopted");
    for (BundleState state : BundleState.values()) {
      if (state == BundleState.UNRECOGNIZED || state == BundleState.BUNDLE_STATE_UNSPECIFIED) {
        continue;
      }
      String word = state.name().substring("BUNDLE_STATE_".length()).toLowerCase(Locale.ROOT);
      bundles.put(
          state,
          Counter.builder("braid.bundles")
              .description("Bundles that reached a state")
              .tag("state", word)
              .register(registry));
    }
  }

  /** Called with every notice, in order. */
  public void applied(AppliedNotice notice) {
    height.set(notice.getHeight());
    timeMillis.set(notice.getTimeMillis());
    batches.increment();
    if (notice.getVoid()) {
      voidBatches.increment();
    }
    for (LogEvent event : notice.getEventsList()) {
      switch (event.getKindCase()) {
        case SEQUENCED -> reached(BundleState.BUNDLE_STATE_SEQUENCED);
        case DECIDED -> reached(BundleState.BUNDLE_STATE_DECIDED);
        case FINISHED -> reached(event.getFinished().getState());
        case ROUND_DECIDED -> rounds.increment();
        case ROLLUP_ADOPTED -> adoptions.increment();
        default -> {}
      }
    }
  }

  private void reached(BundleState state) {
    Counter counter = bundles.get(state);
    if (counter != null) {
      counter.increment();
    }
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
