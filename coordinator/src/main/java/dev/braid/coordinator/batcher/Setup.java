package dev.braid.coordinator.batcher;

import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.types.Address;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a batcher share.
 *
 * @param tasks runs tasks on the loop, and after each makes the batches that are due
 * @param member this node's signing address
 * @param genesis how to begin an empty log; null = this member never begins one
 */
record Setup(
    Loop loop,
    Executor tasks,
    ReplicatedLog log,
    LedgerReader ledger,
    Log rules,
    Address member,
    LogClock clock,
    BatcherOptions options,
    @Nullable Genesis genesis) {}
