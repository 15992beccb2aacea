package dev.braid.protocol.transaction;

import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header rule of a kind of rollup (design section 6.4): by it members check that a block's hash
 * fits what the log says stands in the block. Chosen by the rollup's {@code blockFormat}.
 */
public interface BlockFormat {
  /** The hash of a block with this header. */
  BlockHash hash(BlockHeader header);

  /**
   * Checks a block against its header. Roots of state and receipts, gas used and bloom are taken as
   * told.
   *
   * @param transactions all raw transactions of the block, in order
   * @param requests EIP-7685, each with its type byte, empty ones left out
   * @return what does not fit, for people; null when all does
   */
  @Nullable String check(
      BlockHeader header,
      BlockHash claimed,
      List<Bytes> transactions,
      List<Withdrawal> withdrawals,
      List<Bytes> requests);

  /** The format of this name (network parameter), or null when these rules know none such. */
  static @Nullable BlockFormat named(String name) {
    return name.equals(EthereumBlocks.NAME) ? EthereumBlocks.INSTANCE : null;
  }
}
