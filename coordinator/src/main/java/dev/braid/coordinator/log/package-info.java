/**
 * The replicated log's port, its implementation for one node, and the ledger that applies, stores
 * and certifies what the log takes. Nothing here runs on an event loop; Hazelcast stays out.
 */
@NullMarked
package dev.braid.coordinator.log;

import org.jspecify.annotations.NullMarked;
