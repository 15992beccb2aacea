/**
 * The rollup client for anvil, a development chain whose candidate is visible until discarded:
 * devnet only.
 */
@NullMarked
package dev.braid.rollup.anvil;

import org.jspecify.annotations.NullMarked;
