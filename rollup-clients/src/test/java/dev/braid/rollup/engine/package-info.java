/** The engine client against real geths, and against a proxy that changes their answers. */
@NullMarked
package dev.braid.rollup.engine;

import org.jspecify.annotations.NullMarked;
