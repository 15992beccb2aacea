/** Tests of rollup health: pure, with no engine and no clock. */
@NullMarked
package dev.braid.coordinator.health;

import org.jspecify.annotations.NullMarked;
