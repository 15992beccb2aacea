/**
 * How each rollup stands, and who must look: one pure state machine a rollup (events and the time
 * in, transitions and alarms out), and the book in which operators read them. Knows no engine, no
 * event loop and no clock.
 */
@NullMarked
package dev.braid.coordinator.health;

import org.jspecify.annotations.NullMarked;
