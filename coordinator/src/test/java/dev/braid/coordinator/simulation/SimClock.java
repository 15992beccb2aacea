package dev.braid.coordinator.simulation;

import dev.braid.coordinator.batcher.LogClock;

/** A member's wall clock: somewhat wrong. */
final class SimClock implements LogClock {
  private final SimWorld world;
  private final long offsetMillis;

  SimClock(SimWorld world, long offsetMillis) {
    this.world = world;
    this.offsetMillis = offsetMillis;
  }

  @Override
  public long nowMillis() {
    return world.nowMillis() + offsetMillis;
  }
}
