package dev.braid.coordinator.node;

import dev.braid.coordinator.health.HealthEvent;
import dev.braid.coordinator.rounds.RoundsObserver;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.PlannerEffect.RollupConditionChanged;
import dev.braid.protocol.round.PlannerEffect.RoundEnded;
import dev.braid.protocol.types.ChainId;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows rounds to operators: logs, metrics and the health of rollups. */
final class RoundsWatch implements RoundsObserver {
  private static final Logger LOG = LoggerFactory.getLogger("dev.braid.rounds");

  private final MeterRegistry registry;
  private final RollupHealths healths;
  private final Map<ChainId, AtomicInteger> conditions = new ConcurrentHashMap<>();

  RoundsWatch(MeterRegistry registry, RollupHealths healths) {
    this.registry = registry;
    this.healths = healths;
  }

  @Override
  public void alarm(AlarmCode code, @Nullable ChainId chainId, String text) {
    switch (code) {
      // These are states of a rollup: raised and cleared with them.
      case WRONG_CHAIN, LACKS_HISTORY, FOREIGN_HEAD, DECIDED_BLOCK_REFUSED -> {}
      default -> healths.happened(code, chainId, text);
    }
  }

  @Override
  public void conditionChanged(RollupConditionChanged change) {
    ChainId chainId = change.chainId();
    gauge(chainId).set(change.to().code());
    LOG.debug(
        "rollup chain={} {} -> {} reason={}", chainId, change.from(), change.to(), change.why());
    healths.learnt(chainId, new HealthEvent.Condition(change.to(), change.cause(), change.why()));
  }

  @Override
  public void learnt(ChainId chainId, HealthEvent event) {
    healths.learnt(chainId, event);
  }

  private AtomicInteger gauge(ChainId chainId) {
    return conditions.computeIfAbsent(
        chainId,
        id -> {
          AtomicInteger code = new AtomicInteger();
          Gauge.builder("braid.rollup.condition", code, AtomicInteger::get)
              .description("How the rollup stands, by the codes of the documentation")
              .tag("chain", id.toString())
              .register(registry);
          return code;
        });
  }

  @Override
  public void roundEnded(RoundEnded round, long nowMillis) {
    Duration took = Duration.ofMillis(nowMillis - round.startedMillis());
    LOG.debug(
        "round={} end={} passes={} included={} rejected={} millis={}",
        round.round(),
        round.end(),
        round.passes(),
        round.included(),
        round.rejected(),
        took.toMillis());
    String end = round.end().name().toLowerCase(java.util.Locale.ROOT);
    Timer.builder("braid.round").tag("end", end).register(registry).record(took);
    DistributionSummary.builder("braid.round.bundles")
        .tag("end", end)
        .register(registry)
        .record(round.included());
  }
}
