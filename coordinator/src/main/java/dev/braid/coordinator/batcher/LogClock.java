package dev.braid.coordinator.batcher;

import org.jspecify.annotations.Nullable;

/** The clock of a leader: what it thinks the time is, never falling. Safe for all threads. */
@FunctionalInterface
public interface LogClock {
  /** Unix milliseconds. */
  long nowMillis();

  /**
   * Compares itself with the other members' clocks, before the first batch of a term.
   *
   * @param done called once, on any thread, when it has heard of a majority; never if it does not
   */
  default void measure(Runnable done) {
    done.run();
  }

  /** Why no leader may go by this clock now; null = it may. */
  default @Nullable String unfit() {
    return null;
  }

  /**
   * The system's wall clock as it stood at the call, carried on by the monotonic clock: steps of
   * the wall clock do not reach the log's time. With one member its clock is the members' median,
   * so no offset is added (design section 4).
   */
  static LogClock monotonic() {
    return monotonicFrom(0);
  }

  /**
   * The same, beginning no earlier than {@code atLeastMillis}: the log's time at the start. Were
   * the wall clock behind that (it stood wrong once), the log's time would stand still until it had
   * caught up, and no bundle would expire meanwhile (L1).
   */
  static LogClock monotonicFrom(long atLeastMillis) {
    long startMillis = Math.max(atLeastMillis, System.currentTimeMillis());
    long startNanos = System.nanoTime();
    return () -> startMillis + (System.nanoTime() - startNanos) / 1_000_000;
  }
}
