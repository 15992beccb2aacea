package dev.braid.protocol.round;

/** What a rollup's answers, and missing ones, teach about its next round. */
final class Speed {
  private Speed() {}

  /** A prepare was answered. */
  static void answered(RollupTrack rollup, long tookMillis) {
    rollup.expectedMillis =
        rollup.missedPrepares > 0 ? tookMillis : (rollup.expectedMillis + tookMillis) / 2;
    rollup.missedPrepares = 0;
  }

  /**
   * No usable answer in time: a pause, the first place among the rollups of its next round, so that
   * others do not wait for it locked, and a smaller block, for this one may just have been too
   * large.
   */
  static void missed(
      RollupTrack rollup, int askedBundles, PlannerSettings settings, long nowMillis) {
    rollup.missedPrepares++;
    rollup.expectedMillis = Math.max(rollup.expectedMillis, 4 * rollup.budgetMillis(settings));
    long pause = settings.firstBackoffMillis() << Math.min(10, rollup.missedPrepares - 1);
    rollup.penaltyUntilMillis = nowMillis + Math.min(pause, settings.maxBackoffMillis());
    shrink(rollup, askedBundles);
  }

  /** A block of so many bundles did not come about. */
  static void shrink(RollupTrack rollup, int bundles) {
    rollup.roundLimit = Math.max(1, Math.min(rollup.roundLimit, bundles / 2));
  }

  /** A block stands. */
  static void grow(RollupTrack rollup, int maxBundles) {
    rollup.roundLimit = (int) Math.min(maxBundles, 2L * rollup.roundLimit);
  }
}
