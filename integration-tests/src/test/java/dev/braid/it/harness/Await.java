package dev.braid.it.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for a condition, with a deadline: no sleep stands for a condition. */
public final class Await {
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration SELDOM = Duration.ofMillis(500);

  private Await() {}

  public static void until(String what, Duration deadline, BooleanSupplier condition) {
    value(what, deadline, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
  }

  /** Looks seldom, so that looking costs what is measured nothing. */
  public static void seldom(String what, Duration deadline, BooleanSupplier condition) {
    value(what, deadline, SELDOM, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
  }

  /** The first value that is not null. */
  public static <T> T value(String what, Duration deadline, Supplier<@Nullable T> probe) {
    return value(what, deadline, POLL, probe);
  }

  private static <T> T value(
      String what, Duration deadline, Duration poll, Supplier<@Nullable T> probe) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      T value = probe.get();
      if (value != null) {
        return value;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + deadline + ": " + what);
      }
      LockSupport.parkNanos(poll.toNanos());
    }
  }
}
