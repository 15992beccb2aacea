package dev.braid.coordinator.health;

import dev.braid.coordinator.health.HealthEvent.Call;
import dev.braid.rollup.spi.Trouble;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What the outcomes of calls say of an engine. Pure. One lost answer is no outage, but a refused
 * connection is; and who answers for the head has not answered for everything else.
 */
final class EngineTroubles {
  /** So many calls in a row without an answer in time, or with a bad one, are an outage. */
  static final int FAILURES = 3;

  /** What went wrong in making blocks is forgotten when nothing has for so long. */
  static final long FORGET_MILLIS = 10_000;

  /** Slow: so many of the last calls were over budget. */
  static final int SLOW_CALLS = 3;

  /** No longer slow: so many in a row were not. */
  static final int WINDOW = 8;

  private @Nullable Trouble trouble;
  private String why = "";
  private Call failedIn = Call.HEAD;
  private @Nullable Trouble newest;
  private long failedMillis;
  private int failures;

  private final Deque<Boolean> overBudget = new ArrayDeque<>();
  private boolean slow;
  private String slowWhy = "";

  void on(HealthEvent.Called called, long nowMillis) {
    Trouble told = called.trouble();
    if (told == Trouble.FENCED) {
      return; // nothing was asked
    }
    if (told == null) {
      if (clears(called.call()) || nowMillis - failedMillis >= FORGET_MILLIS) {
        trouble = null;
        newest = null;
        why = "";
        failures = 0;
      }
    } else if (told != Trouble.QUEUE_FULL) {
      failed(called, told, nowMillis);
    }
    timed(called, told);
  }

  /** An answer shows that what failed is over only when it came by the same way. */
  private boolean clears(Call call) {
    if (makesBlocks(call)) {
      return true;
    }
    return switch (newest) {
      case null -> true;
      case UNREACHABLE, TIMEOUT, QUEUE_FULL, FENCED -> true;
      case UNAUTHORIZED, CLOCK_DRIFT -> call == Call.INFO; // anybody may read a head
      case SYNCING, BAD_ANSWER, REFUSED, UNKNOWN ->
          !makesBlocks(failedIn) && (call == Call.INFO || failedIn == Call.HEAD);
    };
  }

  private static boolean makesBlocks(Call call) {
    return switch (call) {
      case PREPARE, ADOPT, DISCARD -> true;
      case HEAD, INFO -> false;
    };
  }

  private void failed(HealthEvent.Called called, Trouble told, long nowMillis) {
    failures++;
    newest = told;
    failedIn = called.call();
    failedMillis = nowMillis;
    boolean atOnce =
        switch (told) {
          case UNREACHABLE, UNAUTHORIZED, CLOCK_DRIFT, SYNCING -> true;
          case TIMEOUT, BAD_ANSWER, REFUSED, QUEUE_FULL, FENCED, UNKNOWN -> false;
        };
    if (atOnce || failures >= FAILURES) {
      trouble = told;
      why = called.call() + ": " + called.why();
    }
  }

  private void timed(HealthEvent.Called called, @Nullable Trouble told) {
    boolean isTimed = told == null || told == Trouble.TIMEOUT || told == Trouble.QUEUE_FULL;
    if (!isTimed) {
      return;
    }
    boolean over = told != null || called.tookMillis() > called.budgetMillis();
    overBudget.addLast(over);
    if (overBudget.size() > WINDOW) {
      overBudget.removeFirst();
    }
    int count = 0;
    for (boolean one : overBudget) {
      count += one ? 1 : 0;
    }
    if (over && count >= SLOW_CALLS) {
      slow = true;
      slowWhy =
          called.call()
              + " took "
              + called.tookMillis()
              + " ms of "
              + called.budgetMillis()
              + " ms, as did "
              + (count - 1)
              + " of the calls before";
    } else if (count == 0 && overBudget.size() == WINDOW) {
      slow = false;
    }
  }

  /** Null when it answers. */
  @Nullable Health health() {
    if (trouble == null) {
      return null;
    }
    return switch (trouble) {
      case UNREACHABLE, TIMEOUT -> Health.DOWN;
      case SYNCING -> Health.SYNCING;
      case UNAUTHORIZED, CLOCK_DRIFT -> Health.UNAUTHORIZED;
      case BAD_ANSWER, REFUSED, UNKNOWN, QUEUE_FULL, FENCED -> Health.FAULTY;
    };
  }

  String why() {
    return why;
  }

  boolean isSlow() {
    return slow;
  }

  String slowWhy() {
    return slowWhy;
  }
}
