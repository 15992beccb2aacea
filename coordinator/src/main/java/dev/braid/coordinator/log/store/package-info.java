/**
 * The batch store on RocksDB (design section 5): batches, index rows, bundle records, certificates
 * and checkpoints. It keeps rows and refuses damage; what the rows mean is the ledger's.
 */
@NullMarked
package dev.braid.coordinator.log.store;

import org.jspecify.annotations.NullMarked;
