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
    BlockRef anchor,
    @Nullable Address operator) {
  public static final String ETHEREUM_BLOCK_FORMAT = "ethereum";
}
