/** The round planner: events in, effects out. Performs nothing itself. */
@NullMarked
package dev.braid.protocol.round;

import org.jspecify.annotations.NullMarked;
