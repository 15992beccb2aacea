/** A real geth on ports of its own, and what its files and command lines promise. */
@NullMarked
package dev.braid.rollup.geth;

import org.jspecify.annotations.NullMarked;
