package dev.braid.coordinator.config;

import java.time.Duration;

/**
 * Budgets of rounds (design section 6).
 *
 * @param reservation how long a bundle may keep its other rollups from starting a round before it
 * @param prepareBudget most time for one prepare; a rollup with a block time has half of that at
 *     most
 * @param headCheck how often a rollup's head is compared with the last decided block
 * @param adoptRetry pause before an adoption that failed is tried again
 * @param maxAhead how far on-demand blocks may run ahead of the clock; the log's rules allow no
 *     more than the default
 */
public record RoundsConfig(
    Duration reservation,
    Duration prepareBudget,
    Duration headCheck,
    Duration adoptRetry,
    Duration maxAhead) {
  public static final RoundsConfig DEFAULT =
      new RoundsConfig(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          Duration.ofSeconds(10));

  static RoundsConfig read(Section section) {
    RoundsConfig d = DEFAULT;
    Duration shortest = Duration.ofMillis(10);
    Duration minute = Duration.ofMinutes(1);
    RoundsConfig rounds =
        new RoundsConfig(
            section.duration("reservation", d.reservation, shortest, minute),
            section.duration("prepareBudget", d.prepareBudget, shortest, minute),
            section.duration("headCheck", d.headCheck, shortest, minute),
            section.duration("adoptRetry", d.adoptRetry, shortest, minute),
            section.duration("maxAhead", d.maxAhead, Duration.ZERO, d.maxAhead));
    section.end();
    return rounds;
  }
}
