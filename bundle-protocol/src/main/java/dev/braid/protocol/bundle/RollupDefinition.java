package dev.braid.protocol.bundle;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import org.jspecify.annotations.Nullable;

/**
 * A rollup as the log knows it (network parameter).
 *
 * @param name for people, at most 64 printable ASCII characters
 * @param client the kind of rollup client that drives it, e.g. {@code anvil}
 * @param level the strongest level that its client honours
 * @param blockFormat the header rule by which members check its blocks, e.g. {@code ethereum}
 * @param blockTimeMillis its block time; 0 = on demand, a block whenever a bundle asks for one
 * @param emptyBlocks whether a block comes at each block time also when nothing asks for one; only
 *     with a block time
 * @param feeRecipient whom its blocks must pay; {@link Address#ZERO} = whomever its engine pays
 * @param blockGasLimit gas that the slices of one block may ask for together; its engine's own
 *     block gas limit is at least this
 * @param anchor the block on which Braid's first block builds
 * @param operator whose key alone may take the rollup out (E1); null = only the operator of the
 *     network
 */
public record RollupDefinition(
    ChainId chainId,
    String name,
    String client,
    Level level,
    String blockFormat,
    long blockTimeMillis,
    boolean emptyBlocks,
    Address feeRecipient,
    long blockGasLimit,
    BlockRef anchor,
    @Nullable Address operator) {
  public static final String ETHEREUM_BLOCK_FORMAT = "ethereum";
}
