package dev.braid.coordinator.ingress;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long no leader has been known. Safe for all threads. */
final class LeaderWatch {
  private final Leaders leaders;
  private final LongSupplier nanoTime;
  private long knownNanos;

  /**
   * @param nanoTime a clock that never falls
   */
  LeaderWatch(Leaders leaders, LongSupplier nanoTime) {
    this.leaders = leaders;
    this.nanoTime = nanoTime;
    this.knownNanos = nanoTime.getAsLong();
    leaders.onChange(this::withoutMillis);
  }

  /** Milliseconds since a leader was known last, or since the start; 0 while one is. */
  synchronized long withoutMillis() {
    long now = nanoTime.getAsLong();
    if (leaders.leader() != null) {
      knownNanos = now;
      return 0;
    }
    // At least 1: none is known.
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(now - knownNanos));
  }
}
