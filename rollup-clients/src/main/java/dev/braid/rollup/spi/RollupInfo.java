package dev.braid.rollup.spi;

import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;

/**
 * @param engine name and version as the engine tells them
 * @param blockFormat see {@code RollupDefinition.blockFormat}
 * @param strategy how the client has candidates built, e.g. {@code testing_buildBlockV1}
 * @param showsCandidates whether a candidate is visible to others, as head, until it is discarded
 */
public record RollupInfo(
    ChainId chainId,
    BlockRef genesis,
    String engine,
    Level level,
    String blockFormat,
    String strategy,
    boolean showsCandidates) {}
