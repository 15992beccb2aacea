/** What every rollup client must do, as tests over a fixture that a client's own tests provide. */
@NullMarked
package dev.braid.rollup.contract;

import org.jspecify.annotations.NullMarked;
