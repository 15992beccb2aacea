package dev.braid.coordinator.batcher;

import java.util.concurrent.TimeUnit;

/**
 * Watches a leader whose batches a majority takes while none is certified (design section 5): it
 * hands over, else it ends. Fed regularly with how long that has been so. The way to the end is
 * counted in looks: a process that was stopped for long has looked once when it wakes, and what the
 * others sent meanwhile is still to be read.
 */
final class CertificationWatch {
  /** Without a certificate, until leadership is handed over. */
  static final long HAND_OVER_MILLIS = 5_000;

  /** After that, until the member ends. */
  static final long END_MILLIS = 10_000;

  private static final long LOOKS_TO_THE_END = END_MILLIS / Leadership.LOOK_MILLIS;

  private boolean handedOver;
  private long looksSince;

  /** What is to be done. */
  enum Step {
    FINE,
    HAND_OVER,
    END
  }

  /**
   * @param uncertifiedNanos how long batches that the log holds have waited without any being
   *     certified; 0 = none waits
   */
  Step look(long uncertifiedNanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(uncertifiedNanos);
    if (millis < HAND_OVER_MILLIS) {
      reset();
      return Step.FINE;
    }
    if (!handedOver) {
      handedOver = true;
      return Step.HAND_OVER;
    }
    looksSince++;
    return looksSince >= LOOKS_TO_THE_END ? Step.END : Step.FINE;
  }

  /** The leadership is over. */
  void reset() {
    handedOver = false;
    looksSince = 0;
  }
}
