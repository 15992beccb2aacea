/**
 * The composition root: opens what a node needs in the right order, wires it, and closes it again.
 * No protocol logic.
 */
@NullMarked
package dev.braid.coordinator.node;

import org.jspecify.annotations.NullMarked;
