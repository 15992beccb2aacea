package dev.braid.protocol.round;

import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import org.jspecify.annotations.Nullable;

/** What the planner keeps of one rollup. */
final class RollupTrack {
  RollupTraits traits;

  /** The last decided block (the anchor before the first). */
  BlockRef decided;

  /** Highest block number that the engine was seen to have as head. */
  long adoptedNumber;

  /** Highest block number of which the log says so. */
  long loggedNumber;

  RollupCondition condition = RollupCondition.UNKNOWN;
  long sinceMillis;
  String why = "";

  /** Why it is set apart; null in every other condition. */
  @Nullable AlarmCode setApartFor;

  /** The round that has locked it. */
  @Nullable Round lockedBy;

  /** The one question to the engine that is open outside a round; answers to others are stale. */
  long openCall;

  /** The block that {@link #openCall}, or the retry at {@link #retryAtMillis}, adopts; 0 = none. */
  long adopting;

  long retryAtMillis = Long.MAX_VALUE;
  long backoffMillis;
  long nextCheckMillis;

  long adoptionProposal;
  long logAdoptionAtMillis;

  /** Left (E1) or diverged: no new round. */
  boolean gone;

  boolean diverged;

  /** The operators paused it: no new round, what is decided is adopted. */
  boolean paused;

  /** Left before this term: looked at once more for a candidate of ours, if it still answers. */
  boolean leftBefore;

  /** When its next block may start; only with a block time. */
  long dueAtMillis;

  /** No round before this: it did not answer, or a decision about it was refused. */
  long penaltyUntilMillis;

  int missedPrepares;

  /** How long its prepares take: half the last one, half what was thought before. */
  long expectedMillis;

  /**
   * Most bundles of its next block: halved when a round fails as a whole, doubled when one stands.
   */
  int roundLimit;

  RollupTrack(PlannerEvent.RollupAtLog rollup, int roundLimit, long nowMillis) {
    this.traits = rollup.traits();
    this.decided = rollup.decided();
    this.loggedNumber = rollup.adoptedNumber();
    this.adoptedNumber = -1;
    this.roundLimit = roundLimit;
    this.sinceMillis = nowMillis;
    this.nextCheckMillis = nowMillis;
    this.dueAtMillis = nowMillis;
  }

  ChainId chainId() {
    return traits.chainId();
  }

  /** The timestamp of the next block (design 6.1). */
  long nextTimestampSeconds(long nowMillis) {
    long now = nowMillis / 1000;
    long parent = decided.timestampSeconds();
    return switch (traits.timestampRule()) {
      case RISING -> Math.max(parent + 1, now);
      case EQUAL_ALLOWED -> Math.max(parent, now);
    };
  }

  /** How long a prepare may keep it locked: half its block time, at most the settings' maximum. */
  long budgetMillis(PlannerSettings settings) {
    return traits.onDemand()
        ? settings.maxLockMillis()
        : Math.min(settings.maxLockMillis(), Math.max(1, traits.blockTimeMillis() / 2));
  }

  /** When time alone lets it enter a round: block time, penalty, a timestamp too far ahead. */
  long readyAtMillis(PlannerSettings settings, long nowMillis) {
    long at = penaltyUntilMillis;
    if (!traits.onDemand()) {
      at = Math.max(at, dueAtMillis);
    }
    long ahead = nextTimestampSeconds(nowMillis) - settings.maxAheadSeconds();
    return Math.max(at, ahead * 1000);
  }

  /** Seen and logged as adopted: a decision may build on it. */
  boolean isSettled() {
    return adoptedNumber == decided.number() && loggedNumber == decided.number();
  }
}
