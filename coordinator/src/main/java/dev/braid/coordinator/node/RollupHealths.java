package dev.braid.coordinator.node;

import dev.braid.coordinator.health.AlarmBook;
import dev.braid.coordinator.health.Health;
import dev.braid.coordinator.health.HealthEffect;
import dev.braid.coordinator.health.HealthEvent;
import dev.braid.coordinator.health.HealthMachines;
import dev.braid.coordinator.health.HealthView;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.HealthBoard.Severity;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.types.ChainId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the health of rollups and their alarms to operators: log, metrics, health board. From any
 * thread; nothing about one rollup waits for another.
 */
final class RollupHealths {
  private static final Logger LOG = LoggerFactory.getLogger("dev.braid.health");

  private final MeterRegistry registry;
  private final HealthBoard board;
  private final LongSupplier clockMillis;
  private final HealthMachines machines;
  private final AlarmBook alarms = new AlarmBook();
  private final Map<ChainId, AtomicInteger> codes = new ConcurrentHashMap<>();

  RollupHealths(MeterRegistry registry, HealthBoard board, LongSupplier clockMillis) {
    this.registry = registry;
    this.board = board;
    this.clockMillis = clockMillis;
    this.machines = new HealthMachines(this::perform);
    Gauge.builder("braid.alarms.standing", () -> alarms.standing(now()).size())
        .description("Alarms that stand")
        .register(registry);
  }

  private long now() {
    return clockMillis.getAsLong();
  }

  void learnt(ChainId chainId, HealthEvent event) {
    machines.tell(chainId, event, now());
  }

  /** What the log says of all of them, and how late it is. */
  void tick(State state) {
    long now = now();
    state
        .rollups()
        .forEach(
            (chainId, rollup) ->
                machines.tell(chainId, new HealthEvent.Standing(rollup.status()), now));
    machines.tellAll(new HealthEvent.Tick(), now);
  }

  /** Something happened that is no state of a rollup. */
  void happened(AlarmCode code, @Nullable ChainId chainId, String reason) {
    if (alarms.happened(code, chainId, reason, now())) {
      raised(code, chainId, reason);
    }
  }

  List<HealthView> views() {
    return machines.views();
  }

  List<AlarmBook.Standing> alarms() {
    return alarms.standing(now());
  }

  private void perform(ChainId chainId, HealthEffect effect) {
    switch (effect) {
      case HealthEffect.Moved(Health from, Health to, String reason) ->
          moved(chainId, from, to, reason);
      case HealthEffect.Raised(AlarmCode code, String reason) -> {
        if (alarms.raise(code, chainId, reason, now())) {
          raised(code, chainId, reason);
        }
      }
      case HealthEffect.Cleared(AlarmCode code) -> {
        if (alarms.clear(code, chainId)) {
          LOG.info("alarm over code={} chain={}", code, chainId);
        }
      }
    }
  }

  private void moved(ChainId chainId, Health from, Health to, String reason) {
    gauge(chainId).set(to.code());
    String key = HealthBoard.rollup(chainId.value());
    if (to.isProblem()) {
      LOG.warn("rollup chain={} {} -> {} reason=\"{}\"", chainId, from, to, reason);
      board.report(key, Severity.DEGRADED, to + ": " + reason);
    } else {
      LOG.info("rollup chain={} {} -> {} reason=\"{}\"", chainId, from, to, reason);
      board.clear(key);
    }
  }

  private void raised(AlarmCode code, @Nullable ChainId chainId, String reason) {
    switch (code.severity()) {
      case CRITICAL -> LOG.error("ALARM code={} chain={} {}", code, chainId, reason);
      case WARNING -> LOG.warn("ALARM code={} chain={} {}", code, chainId, reason);
    }
    registry
        .counter("braid.alarms", "code", code.name(), "chain", chainId == null ? "" : "" + chainId)
        .increment();
  }

  private AtomicInteger gauge(ChainId chainId) {
    return codes.computeIfAbsent(
        chainId,
        id -> {
          AtomicInteger code = new AtomicInteger();
          Gauge.builder("braid.rollup.health", code, AtomicInteger::get)
              .description("How the rollup stands, by the codes of docs/alarms.md")
              .tag("chain", id.toString())
              .register(registry);
          return code;
        });
  }
}
