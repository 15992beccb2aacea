/** Where parts of a node, and members of a cluster, find each other on the event bus. */
@NullMarked
package dev.braid.coordinator.bus;

import org.jspecify.annotations.NullMarked;
