package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;

/**
 * What a ledger is made of.
 *
 * @param rows those of the open batches in {@code recovered}
 */
record LedgerParts(
    BatchStore store,
    BatchApplier applier,
    Certifier certifier,
    Checkpoints checkpoints,
    OpenRows rows,
    SignedHeights heights,
    Recovery.Result recovered) {}
