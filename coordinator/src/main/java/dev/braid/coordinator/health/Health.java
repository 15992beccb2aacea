package dev.braid.coordinator.health;

import dev.braid.protocol.round.AlarmCode;
import org.jspecify.annotations.Nullable;

/**
 * How a rollup stands, as the member sees it that drives it. The code is stable (metrics, API); the
 * alarm is raised when the state lasts longer than its patience.
 */
public enum Health {
  /** This member does not drive it now. */
  UNWATCHED(0),
  /** Configured, but the network does not know it yet. */
  JOINING(1, AlarmCode.JOIN_FAILED, 30_000),
  /** It is not yet known how its engine stands. */
  CHECKING(2),
  /** Its engine answers in time and its head is the last decided block. */
  HEALTHY(3),
  /** Its engine is over its budget again and again. */
  SLOW(4, AlarmCode.ROLLUP_SLOW, 30_000),
  /** Its engine is busy with executing or fetching what it needs for an answer. */
  SYNCING(5, AlarmCode.ROLLUP_SYNCING, 30_000),
  /** Its engine lacks decided blocks, which are replayed to it. */
  LAGGING(6, AlarmCode.ROLLUP_LAGGING, 30_000),
  /** Its engine has none of the decided blocks; all of them are replayed to it. */
  RESTARTED_EMPTY(7, AlarmCode.ROLLUP_LAGGING, 30_000),
  /** Its engine does not answer. */
  DOWN(8, AlarmCode.ROLLUP_DOWN, 3_000),
  /** Its engine does not take the secret of its Engine API, or finds the clock wrong. */
  UNAUTHORIZED(9, AlarmCode.ENGINE_UNAUTHORIZED, 0),
  /** Its engine answers with errors or garbage. */
  FAULTY(10, AlarmCode.ENGINE_FAULTY, 3_000),
  /** What answers is another chain: nothing is sent to it. */
  WRONG_CHAIN(11, AlarmCode.WRONG_CHAIN, 0),
  /** Its engine lacks blocks from before it joined, which the log does not hold. */
  LACKS_HISTORY(12, AlarmCode.LACKS_HISTORY, 0),
  /** Its head is neither decided nor a candidate of ours. */
  FOREIGN_HEAD(13, AlarmCode.FOREIGN_HEAD, 0),
  /** Its engine refuses a decided block for good. */
  REFUSING(14, AlarmCode.DECIDED_BLOCK_REFUSED, 0),
  /** Whether a decision about it stands is not known: nothing is done with it until it is. */
  FROZEN(15, AlarmCode.DECISION_UNCERTAIN, 3_000),
  /** The operators paused it; nothing else is wrong. */
  PAUSED(16),
  /** It is leaving and has still to adopt what names it. */
  LEAVING(17),
  /** It left. */
  LEFT(18),
  /** The operators declared that it holds another history than the log. */
  DIVERGED(19);

  private final int code;
  private final @Nullable AlarmCode alarm;
  private final long patienceMillis;

  Health(int code) {
    this(code, null, 0);
  }

  Health(int code, @Nullable AlarmCode alarm, long patienceMillis) {
    this.code = code;
    this.alarm = alarm;
    this.patienceMillis = patienceMillis;
  }

  public int code() {
    return code;
  }

  /** Raised when the state lasts; null when nobody must look. */
  public @Nullable AlarmCode alarm() {
    return alarm;
  }

  /** How long the state may last before its alarm is raised. */
  long patienceMillis() {
    return patienceMillis;
  }

  /** Whether its bundles wait for more than their turn. */
  public boolean isProblem() {
    return switch (this) {
      case UNWATCHED, CHECKING, HEALTHY, LEAVING, LEFT, DIVERGED -> false;
      default -> true;
    };
  }

  /** What somebody who works on a paused rollup's engine brings about on purpose. */
  boolean isExpectedOfWorkOnTheEngine() {
    return switch (this) {
      case SLOW, SYNCING, LAGGING, RESTARTED_EMPTY, DOWN, UNAUTHORIZED, FAULTY -> true;
      default -> false;
    };
  }
}
