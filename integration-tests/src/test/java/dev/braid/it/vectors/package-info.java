/**
 * The published vectors, made again by other people's libraries. Nothing of Braid's code is used.
 */
@NullMarked
package dev.braid.it.vectors;

import org.jspecify.annotations.NullMarked;
