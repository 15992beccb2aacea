/**
 * The round planner (design section 6): events in, effects out. It holds no I/O, clock, thread or
 * randomness; the round driver performs its effects and brings back what came of them. It is the
 * only source of entries that finish bundles, so a bundle that a round holds is cancelled or
 * expired only after that round's decision.
 */
@NullMarked
package dev.braid.protocol.round;

import org.jspecify.annotations.NullMarked;
