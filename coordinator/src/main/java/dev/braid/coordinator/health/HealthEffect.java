package dev.braid.coordinator.health;

import dev.braid.protocol.round.AlarmCode;

/** What follows from an event, in this order. */
public sealed interface HealthEffect {
  /** The one transition. */
  record Moved(Health from, Health to, String reason) implements HealthEffect {}

  /** Somebody must look; told once until it is cleared. */
  record Raised(AlarmCode code, String reason) implements HealthEffect {}

  /** It is over. */
  record Cleared(AlarmCode code) implements HealthEffect {}
}
