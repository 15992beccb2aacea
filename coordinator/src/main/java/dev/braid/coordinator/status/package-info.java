/**
 * How the members of a cluster stand, for the operator: each member says it of itself, and any of
 * them can ask all. Nothing here decides anything.
 */
@NullMarked
package dev.braid.coordinator.status;

import org.jspecify.annotations.NullMarked;
