package dev.braid.coordinator.log.store;

/**
 * A batch as the log took it.
 *
 * @param bytes the batch; in a void one anything; not to be changed
 */
public record StoredBatch(StoredHeader header, byte[] bytes) {}
