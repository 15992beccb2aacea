/** Tests of the composition root's own parts. */
@NullMarked
package dev.braid.coordinator.node;

import org.jspecify.annotations.NullMarked;
