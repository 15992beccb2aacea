/** The node: shells around the pure parts. Each subpackage holds one concern. */
@NullMarked
package dev.braid.coordinator;

import org.jspecify.annotations.NullMarked;
