/**
 * The round driver: a verticle that performs what the pure planner of {@code
 * dev.braid.protocol.round} asks for. It decides nothing itself.
 */
@NullMarked
package dev.braid.coordinator.rounds;

import org.jspecify.annotations.NullMarked;
