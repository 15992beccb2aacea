package dev.braid.it.chaos;

import java.time.Duration;
import java.util.List;

/** A summary of durations for people. */
public record Times(int count, Duration median, Duration longest) {
  public static Times of(List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    return sorted.isEmpty()
        ? new Times(0, Duration.ZERO, Duration.ZERO)
        : new Times(sorted.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
  }

  @Override
  public String toString() {
    return "median %.2f s, longest %.2f s of %d"
        .formatted(median.toMillis() / 1e3, longest.toMillis() / 1e3, count);
  }
}
