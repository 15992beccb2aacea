/** A loop that tests turn by hand. */
@NullMarked
package dev.braid.coordinator.loop;

import org.jspecify.annotations.NullMarked;
