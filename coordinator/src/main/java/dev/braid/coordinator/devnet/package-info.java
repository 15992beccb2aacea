/**
 * The devnet: anvil rollups and a node as processes of their own, and a story that shows what
 * bundles do. Knows the node only through its command line, configuration file and public API.
 */
@NullMarked
package dev.braid.coordinator.devnet;

import org.jspecify.annotations.NullMarked;
