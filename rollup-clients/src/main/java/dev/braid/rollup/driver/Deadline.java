package dev.braid.rollup.driver;

import dev.braid.rollup.spi.CallFence;
import java.time.Duration;

/**
 * A point of the monotonic clock by which a call must have its answer, and the fence that may stop
 * it before its next request.
 */
public record Deadline(long nanoTime, CallFence fence) {
  public static Deadline in(Duration duration, CallFence fence) {
    return new Deadline(System.nanoTime() + duration.toNanos(), fence);
  }

  /** What is left; zero or below when it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }

  /** What is left, but not more than {@code most}. */
  public Duration atMost(Duration most) {
    Duration left = remaining();
    return left.compareTo(most) < 0 ? left : most;
  }
}
