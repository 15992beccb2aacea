package dev.braid.coordinator.devnet;

import java.time.Duration;

/** Waits for a process to be ready. */
final class Patience {
  private static final long POLL_MILLIS = 20;

  private Patience() {}

  interface Condition {
    boolean holds();
  }

  /**
   * @throws DevnetException when the process ends first, or is not ready after this time
   */
  static void await(Child child, Duration patience, Condition condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (!child.isAlive()) {
        throw new DevnetException(
            child.name() + " " + child.ending() + ". It said:\n" + child.tail());
      }
      if (System.nanoTime() > end) {
        throw new DevnetException(
            child.name()
                + " is not ready after "
                + patience.toSeconds()
                + " s. It said:\n"
                + child.tail());
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DevnetException("interrupted", e);
      }
    }
  }
}
