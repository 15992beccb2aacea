/**
 * Random bundles from a seed, the book of what was sent and answered, and what may come of each.
 */
@NullMarked
package dev.braid.it.load;

import org.jspecify.annotations.NullMarked;
