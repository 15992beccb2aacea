/** The anvil client against real anvils. */
@NullMarked
package dev.braid.rollup.anvil;

import org.jspecify.annotations.NullMarked;
