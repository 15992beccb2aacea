package dev.braid.coordinator.ingress;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long calls take, by method and outcome ({@code ok} or the reason word). */
final class RpcTimings {
  private final MeterRegistry registry;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  private record Key(String method, String outcome) {}

  RpcTimings(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(String method, String outcome, long startedNanos) {
    timers
        .computeIfAbsent(new Key(method, outcome), this::timer)
        .record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Key key) {
    return Timer.builder("braid.rpc.calls")
        .description("JSON-RPC calls, from the worker that begins them to their answer")
        .tag("method", key.method())
        .tag("outcome", key.outcome())
        .publishPercentileHistogram(false)
        .register(registry);
  }
}
