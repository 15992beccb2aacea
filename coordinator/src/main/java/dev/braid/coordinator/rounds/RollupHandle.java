package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.round.RollupTraits;
import dev.braid.rollup.spi.RollupClient;

/**
 * One engine that this node drives, and what is known of its kind before it answers.
 *
 * @param showsCandidates whether an undecided candidate is visible as head
 * @param timestampRule how its next block's timestamp follows
 * @param blockGasLimit most gas that its engine has for the slices of one block
 */
public record RollupHandle(
    RollupClient client,
    boolean showsCandidates,
    RollupTraits.TimestampRule timestampRule,
    long blockGasLimit) {

  /** Of a rollup that this node's configuration does not name: it will not be driven from here. */
  static RollupTraits traitsWithoutEngine(RollupDefinition definition) {
    return new RollupTraits(
        definition.chainId(),
        definition.level(),
        definition.blockTimeMillis(),
        definition.emptyBlocks(),
        RollupTraits.TimestampRule.RISING,
        false,
        definition.blockGasLimit());
  }

  RollupTraits traits(RollupDefinition definition) {
    return new RollupTraits(
        definition.chainId(),
        definition.level(),
        definition.blockTimeMillis(),
        definition.emptyBlocks(),
        timestampRule,
        showsCandidates,
        Math.min(blockGasLimit, definition.blockGasLimit()));
  }
}
