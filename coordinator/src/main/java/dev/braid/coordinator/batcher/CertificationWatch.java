package dev.braid.coordinator.batcher;

import java.util.concurrent.TimeUnit;

/**
 * Watches a leader whose batches a majority takes while none is certified (design section 5): it
 * hands over, else it ends. Fed with how long that has been so.
 */
final class CertificationWatch {
  /** Without a certificate, until leadership is handed over. */
  static final long HAND_OVER_MILLIS = 5_000;

  /** After that, until the member ends. */
  static final long END_MILLIS = 10_000;

  private boolean handedOver;

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
      handedOver = false;
      return Step.FINE;
    }
    if (millis >= HAND_OVER_MILLIS + END_MILLIS) {
      return Step.END;
    }
    if (handedOver) {
      return Step.FINE;
    }
    handedOver = true;
    return Step.HAND_OVER;
  }

  /** The leadership is over. */
  void reset() {
    handedOver = false;
  }
}
