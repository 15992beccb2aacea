package dev.braid.coordinator.log.store;

/**
 * The state after a batch, so that a start need not replay all of them.
 *
 * @param state encoded; not to be changed
 */
public record Checkpoint(long height, byte[] state) {}
