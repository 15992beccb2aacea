package dev.braid.protocol.round;

import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;

/**
 * A rollup as the planner sees it.
 *
 * @param sinceMillis when it entered {@code condition}
 * @param decided the last decided block
 * @param adoptedNumber the highest block number seen as adopted
 * @param why what brought it into it, for people
 */
public record RollupView(
    ChainId chainId,
    RollupCondition condition,
    long sinceMillis,
    BlockRef decided,
    long adoptedNumber,
    String why) {}
