package dev.braid.protocol.round;

/**
 * The planner's times and bounds that are no network parameters.
 *
 * @param reservationMillis how long a round waits for a rollup that is busy in another round
 * @param maxLockMillis longest prepare budget of a rollup: with a block time, half of it when that
 *     is less
 * @param headCheckMillis how often the head of an idle rollup is compared with the last decided
 *     block
 * @param maxAheadSeconds how far ahead of the clock a block timestamp may run
 * @param firstBackoffMillis pause after the first failed call to a rollup or a refused proposal;
 *     doubles
 * @param maxBackoffMillis longest such pause
 * @param slowPrepareMillis a rollup whose prepares take longer is prepared before the others
 */
public record PlannerSettings(
    long reservationMillis,
    long maxLockMillis,
    long headCheckMillis,
    long maxAheadSeconds,
    long firstBackoffMillis,
    long maxBackoffMillis,
    long slowPrepareMillis) {
  public static final PlannerSettings DEFAULT =
      new PlannerSettings(
          /* reservationMillis= */ 2_000,
          /* maxLockMillis= */ 1_000,
          /* headCheckMillis= */ 1_000,
          /* maxAheadSeconds= */ 10,
          /* firstBackoffMillis= */ 100,
          /* maxBackoffMillis= */ 2_000,
          /* slowPrepareMillis= */ 100);
}
