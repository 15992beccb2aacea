/** The command line as its users see it. */
@NullMarked
package dev.braid.coordinator.cli;

import org.jspecify.annotations.NullMarked;
