package dev.braid.protocol.round;

import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;

/**
 * What the planner must know of a rollup and its engine.
 *
 * @param blockTimeMillis 0 = on demand
 * @param emptyBlocks whether a block comes at each block time also without a bundle
 * @param showsCandidates whether an undecided candidate is visible as head until it is discarded
 * @param blockGasLimit gas that the slices of one block may ask for together
 */
public record RollupTraits(
    ChainId chainId,
    Level level,
    long blockTimeMillis,
    boolean emptyBlocks,
    TimestampRule timestampRule,
    boolean showsCandidates,
    long blockGasLimit) {

  /** How the next block's timestamp follows from its parent's and the clock (whole seconds). */
  public enum TimestampRule {
    /** max(parent + 1, now): engines refuse a timestamp that does not rise. */
    RISING,
    /**
     * max(parent, now): anvil takes equal timestamps, so its blocks are never ahead of the clock.
     */
    EQUAL_ALLOWED
  }

  boolean onDemand() {
    return blockTimeMillis == 0;
  }

  /** Whether time alone asks for a block. */
  boolean makesEmptyBlocks() {
    return emptyBlocks && !onDemand();
  }
}
