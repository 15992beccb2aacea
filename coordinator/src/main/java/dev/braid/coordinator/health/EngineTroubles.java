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

  /** Slow: so many of the last calls were over budget. */
  static final int SLOW_CALLS = 3;

  /** No longer slow: so many in a row were not. */
  static final int WINDOW = 8;

  private @Nullable Trouble trouble;
  private String why = "";
  private Call failedIn = Call.HEAD;
  private int failures;

  private final Deque<Boolean> overBudget = new ArrayDeque<>();
  private boolean slow;
  private String slowWhy = "";

  void on(HealthEvent.Called called) {
    Trouble told = called.trouble();
    if (told == Trouble.FENCED) {
      return; // nothing was asked
    }
    if (told == null) {
      answered(called.call());
    } else if (told != Trouble.QUEUE_FULL) {
      failed(called, told);
    }
    timed(called, told);
  }

  private void answered(Call call) {
    if (call != Call.HEAD || failedIn == Call.HEAD || !needsMoreThanTheHead()) {
      trouble = null;
      why = "";
      failures = 0;
    }
  }

  /** A head is read where everybody reads; these are troubles of the way that only we go. */
  private boolean needsMoreThanTheHead() {
    return trouble == Trouble.UNAUTHORIZED
        || trouble == Trouble.CLOCK_DRIFT
        || trouble == Trouble.SYNCING
        || trouble == Trouble.REFUSED;
  }

  private void failed(HealthEvent.Called called, Trouble told) {
    failures++;
    boolean atOnce =
        switch (told) {
          case UNREACHABLE, UNAUTHORIZED, CLOCK_DRIFT, SYNCING -> true;
          case TIMEOUT, BAD_ANSWER, REFUSED, QUEUE_FULL, FENCED, UNKNOWN -> false;
        };
    if (atOnce || failures >= FAILURES) {
      trouble = told;
      why = called.call() + ": " + called.why();
      failedIn = called.call();
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
