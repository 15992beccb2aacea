/**
 * The devnet as a newcomer meets it: real processes, told to stop in the ways people stop things.
 */
@NullMarked
package dev.braid.it.devnet;

import org.jspecify.annotations.NullMarked;
