package dev.braid.coordinator.batcher;

import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.types.Bytes32;

/**
 * What the first batch of a new network says.
 *
 * @param salt makes networks with equal parameters differ
 */
public record Genesis(NetworkParameters parameters, Bytes32 salt) {}
