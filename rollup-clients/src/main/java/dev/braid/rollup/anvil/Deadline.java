package dev.braid.rollup.anvil;

import dev.braid.rollup.spi.CallFence;
import java.time.Duration;

/**
 * A point of the monotonic clock by which a call must have its answer, and the fence that may stop
 * it before its next request.
 */
record Deadline(long nanoTime, CallFence fence) {
  static Deadline in(Duration duration, CallFence fence) {
    return new Deadline(System.nanoTime() + duration.toNanos(), fence);
  }

  /** What is left; zero or below when it has passed. */
  Duration remaining() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }
}
