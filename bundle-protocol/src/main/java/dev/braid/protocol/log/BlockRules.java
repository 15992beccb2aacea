package dev.braid.protocol.log;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.transaction.BlockFormat;
import dev.braid.protocol.types.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header rules by which members check decided blocks, chosen by a rollup's block format. */
final class BlockRules {
  private BlockRules() {}

  static boolean knows(String blockFormat) {
    return BlockFormat.named(blockFormat) != null;
  }

  /**
   * Which rule the block breaks, for people; null when none.
   *
   * @param transactions all of the block's, in order
   */
  static @Nullable String broken(
      String blockFormat, Entry.RollupDecision block, List<Bytes> transactions) {
    BlockFormat format = BlockFormat.named(blockFormat);
    if (format == null) {
      return "unknown block format";
    }
    if (blockFormat.equals(RollupDefinition.ETHEREUM_BLOCK_FORMAT)) {
      if (!block.systemTransactions().isEmpty()) {
        return "blocks of format ethereum have no system transactions";
      }
      // A withdrawal mints ether (EIP-4895). Behind these rollups stands no consensus layer that
      // owes any, so a leader that writes one makes money (D4).
      if (!block.withdrawals().isEmpty()) {
        return "blocks of format ethereum have no withdrawals";
      }
    }
    return format.check(
        block.header(),
        block.blockHash(),
        transactions,
        block.withdrawals(),
        block.executionRequests());
  }
}
