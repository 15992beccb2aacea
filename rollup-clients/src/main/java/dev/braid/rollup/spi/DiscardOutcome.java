package dev.braid.rollup.spi;

import dev.braid.protocol.types.BlockRef;

/** What came of a {@link RollupClient#discard}. */
public sealed interface DiscardOutcome {
  /** No candidate is visible: the head is the parent. */
  record Discarded() implements DiscardOutcome {}

  /** The head is neither the parent nor a candidate of ours on it: left alone. */
  record OtherHead(BlockRef head) implements DiscardOutcome {}

  record Unavailable(Trouble trouble, String why) implements DiscardOutcome {
    public Unavailable(String why) {
      this(Trouble.UNKNOWN, why);
    }
  }
}
