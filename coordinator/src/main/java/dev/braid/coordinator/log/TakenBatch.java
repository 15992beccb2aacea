package dev.braid.coordinator.log;

import dev.braid.protocol.log.SealedBatch;

/**
 * A batch on its way through the log.
 *
 * @param sealed what the append claims and what the bytes decode to
 * @param bytes the batch as it is sent and stored; not to be changed
 */
public record TakenBatch(SealedBatch sealed, byte[] bytes) {}
