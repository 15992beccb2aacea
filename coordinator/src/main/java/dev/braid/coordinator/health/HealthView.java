package dev.braid.coordinator.health;

import dev.braid.protocol.types.ChainId;

/**
 * How a rollup stands, for people.
 *
 * @param sinceMillis Unix milliseconds of the last change
 */
public record HealthView(ChainId chainId, Health health, long sinceMillis, String reason) {}
