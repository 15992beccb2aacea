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
 * @param maxUndecidedBlocks most blocks above the last decided one that are taken for ours: one
 *     candidate, and in a cluster what late requests of deposed leaders may have built on it
 */
public record PlannerSettings(
    long reservationMillis,
    long maxLockMillis,
    long headCheckMillis,
    long maxAheadSeconds,
    long firstBackoffMillis,
    long maxBackoffMillis,
    long slowPrepareMillis,
    int maxUndecidedBlocks) {
  public static final PlannerSettings DEFAULT =
      new PlannerSettings(
          /* reservationMillis= */ 2_000,
          /* maxLockMillis= */ 1_000,
          /* headCheckMillis= */ 1_000,
          /* maxAheadSeconds= */ 10,
          /* firstBackoffMillis= */ 100,
          /* maxBackoffMillis= */ 2_000,
          /* slowPrepareMillis= */ 100,
          /* maxUndecidedBlocks= */ 1);

  /** Of a node without others. */
  public PlannerSettings(
      long reservationMillis,
      long maxLockMillis,
      long headCheckMillis,
      long maxAheadSeconds,
      long firstBackoffMillis,
      long maxBackoffMillis,
      long slowPrepareMillis) {
    this(
        reservationMillis,
        maxLockMillis,
        headCheckMillis,
        maxAheadSeconds,
        firstBackoffMillis,
        maxBackoffMillis,
        slowPrepareMillis,
        1);
  }

  /** Of a member of a cluster: a few deposed leaders, each with one request on the way. */
  public PlannerSettings inCluster() {
    return new PlannerSettings(
        reservationMillis,
        maxLockMillis,
        headCheckMillis,
        maxAheadSeconds,
        firstBackoffMillis,
        maxBackoffMillis,
        slowPrepareMillis,
        4);
  }
}
