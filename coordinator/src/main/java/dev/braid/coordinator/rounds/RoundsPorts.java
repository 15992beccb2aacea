package dev.braid.coordinator.rounds;

import dev.braid.coordinator.loop.Loop;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What a round driver needs of its surroundings; a simulation gives others than a node does.
 *
 * @param loop everything of the driver runs on
 * @param proposer this member's batcher
 * @param readers runs what blocks on the store or is heavy on the processor
 * @param clockMillis Unix milliseconds, never falling; the clock that gives batches their time
 */
public record RoundsPorts(
    Loop loop,
    RoundsLog log,
    Proposer proposer,
    Executor readers,
    LongSupplier clockMillis,
    RoundsObserver observer) {}
