package dev.braid.protocol.types;

/**
 * A block by number, hash and timestamp.
 *
 * @param timestampSeconds as in the block header, whole seconds
 */
public record BlockRef(long number, BlockHash hash, long timestampSeconds) {}
