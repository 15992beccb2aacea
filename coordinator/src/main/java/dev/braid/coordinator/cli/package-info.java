/**
 * The command line: thin commands over the node, its public API and its offline checks. Exit codes
 * and {@code --json} as the API document says.
 */
@NullMarked
package dev.braid.coordinator.cli;

import org.jspecify.annotations.NullMarked;
