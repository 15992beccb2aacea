/** Tests of the round driver, which decides nothing itself. */
@NullMarked
package dev.braid.coordinator.rounds;

import org.jspecify.annotations.NullMarked;
