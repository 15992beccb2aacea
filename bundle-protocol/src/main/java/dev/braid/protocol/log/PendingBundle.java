package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;

/**
 * A bundle that has its position and waits for a round.
 *
 * @param ordinary an ordinary transaction: stands behind all slices of its block
 * @param deadlineSeconds it may be dropped when the log's time in whole seconds is greater
 * @param bytes size of its entry's canonical encoding, as counted against the pending limit
 */
public record PendingBundle(
    Position position,
    BundleId id,
    Bundle bundle,
    Authorization authorization,
    boolean ordinary,
    long deadlineSeconds,
    int bytes) {}
