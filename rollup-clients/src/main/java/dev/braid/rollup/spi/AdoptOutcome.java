package dev.braid.rollup.spi;

import dev.braid.protocol.types.BlockRef;

/** What came of a {@link RollupClient#adopt}. */
public sealed interface AdoptOutcome {
  /** The block is the head, or below it. */
  record Adopted() implements AdoptOutcome {}

  /**
   * The engine's head lies below the block's parent: adopt the blocks from {@code head + 1} first.
   */
  record ParentMissing(BlockRef head) implements AdoptOutcome {}

  /**
   * The engine has another block at this height, or refuses for good what it had accepted: alarm.
   */
  record Diverged(BlockRef head, String why) implements AdoptOutcome {}

  record Unavailable(Trouble trouble, String why) implements AdoptOutcome {
    public Unavailable(String why) {
      this(Trouble.UNKNOWN, why);
    }
  }
}
