/**
 * What callers of a node use: JSON-RPC over HTTP, blocking, for the command line and the devnet.
 */
@NullMarked
package dev.braid.coordinator.client;

import org.jspecify.annotations.NullMarked;
