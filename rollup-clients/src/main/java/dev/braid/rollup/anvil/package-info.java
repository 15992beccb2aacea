/**
 * The rollup client for anvil, a development chain whose candidate is visible until it is dropped:
 * devnet only. Anvil is made to build exactly what is asked for by setting pool, base fee and
 * timestamp before every mine, and by comparing what was mined with what was sent; whatever differs
 * is undone with {@code anvil_rollback}. So every block can be built again, bit for bit, on an
 * empty anvil.
 */
@NullMarked
package dev.braid.rollup.anvil;

import org.jspecify.annotations.NullMarked;
