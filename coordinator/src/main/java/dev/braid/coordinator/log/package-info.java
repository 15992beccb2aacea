/**
 * The replicated log's port, its implementation for one node, and the ledger that applies, stores
 * and certifies what the log takes. Hazelcast and event loops stay out.
 */
@NullMarked
package dev.braid.coordinator.log;

import org.jspecify.annotations.NullMarked;
