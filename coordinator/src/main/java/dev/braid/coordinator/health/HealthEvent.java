package dev.braid.coordinator.health;

import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.RollupCondition;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.Trouble;
import org.jspecify.annotations.Nullable;

/** What a rollup's health follows from. */
public sealed interface HealthEvent {
  /**
   * What the log says of it.
   *
   * @param status null while the network does not know it
   */
  record Standing(@Nullable RollupStatus status) implements HealthEvent {}

  /** It could not join this time. */
  record JoinFailed(String why) implements HealthEvent {}

  /**
   * The planner sees it otherwise.
   *
   * @param cause why it is set apart; null in every other condition
   */
  record Condition(RollupCondition to, @Nullable AlarmCode cause, String why)
      implements HealthEvent {}

  /**
   * A call to its engine came to an end.
   *
   * @param budgetMillis longer is slow
   * @param trouble null when it was answered, be it with a no
   */
  record Called(
      Call call, long tookMillis, long budgetMillis, @Nullable Trouble trouble, String why)
      implements HealthEvent {}

  /**
   * Its engine told its head.
   *
   * @param decided the last decided block when it was asked
   * @param anchor the block on which the first decided one builds
   */
  record HeadSeen(BlockRef head, BlockRef decided, BlockRef anchor) implements HealthEvent {}

  /** Nothing but the time. */
  record Tick() implements HealthEvent {}

  /** This member drives it no more. */
  record Unwatched(String why) implements HealthEvent {}

  /** The kinds of calls to an engine, as far as health tells them apart. */
  enum Call {
    /** Reads the head: the engine may answer this and refuse everything else. */
    HEAD,
    /** Asks who it is, by every way that the client needs. */
    INFO,
    PREPARE,
    ADOPT,
    DISCARD
  }
}
