/**
 * A whole cluster of the coordinator's own logic in one thread: simulated time, network, disks,
 * engines and clients, everything drawn from a seed, the guarantees checked after every step. What
 * is simulated stands behind the production ports; what is tested is the production code.
 */
@NullMarked
package dev.braid.coordinator.simulation;

import org.jspecify.annotations.NullMarked;
