package dev.braid.protocol.log;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header rules by which members check decided blocks, chosen by a rollup's block format. */
final class BlockRules {
  private BlockRules() {}

  static boolean knows(String blockFormat) {
    return blockFormat.equals(RollupDefinition.ETHEREUM_BLOCK_FORMAT);
  }

  /**
   * Which rule the block breaks, for people; null when none.
   *
   * @param transactions all of the block's, in order
   */
  static @Nullable String broken(
      String blockFormat, Entry.RollupDecision block, List<Bytes> transactions) {
    if (!knows(blockFormat)) {
      return "unknown block format";
    }
    return block.systemTransactions().isEmpty()
        ? null
        : "blocks of format ethereum have no system transactions";
  }
}
