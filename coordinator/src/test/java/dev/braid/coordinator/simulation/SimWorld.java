package dev.braid.coordinator.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One seeded queue of events and the only clock: the same seed gives the same run. */
final class SimWorld {
  /** Unix milliseconds at which every run begins. */
  static final long START_MILLIS = 1_700_000_000_000L;

  private final Random random;
  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::number));
  private final List<Traced> trace = new ArrayList<>();
  private long nanos = 1;
  private long lastNumber;

  /** How often things happened: tests see to it that the simulation reaches what it is for. */
  final Map<String, Integer> counts = new TreeMap<>();

  private record Task(long atNanos, long number, Runnable action) {}

  /** Put into words only when something fails. */
  private record Traced(long atNanos, String who, Object what) {}

  SimWorld(long seed) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 7);
  }

  long nanoTime() {
    return nanos;
  }

  /** True time, Unix milliseconds. */
  long nowMillis() {
    return START_MILLIS + TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  void after(long delayNanos, Runnable action) {
    at(nanos + Math.max(0, delayNanos), action);
  }

  void afterMillis(long delayMillis, Runnable action) {
    after(TimeUnit.MILLISECONDS.toNanos(delayMillis), action);
  }

  /** Two events of one moment happen in the order in which they were given. */
  void at(long atNanos, Runnable action) {
    queue.add(new Task(Math.max(nanos, atNanos), ++lastNumber, action));
  }

  /** Lets the next event happen; false when none is left before {@code untilMillis} elapsed. */
  boolean step(long untilMillis) {
    Task task = queue.peek();
    if (task == null || TimeUnit.NANOSECONDS.toMillis(task.atNanos()) > untilMillis) {
      return false;
    }
    queue.remove();
    nanos = task.atNanos();
    task.action().run();
    return true;
  }

  // Chance. Nothing else in a simulation is random.

  boolean chance(int inAThousand) {
    return inAThousand > 0 && random.nextInt(1_000) < inAThousand;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code least} to {@code most}, both included. */
  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least + 1));
  }

  long microsToNanos(long leastMicros, long mostMicros) {
    return TimeUnit.MICROSECONDS.toNanos(between(leastMicros, mostMicros));
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  // What happened.

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  void note(String who, Object what) {
    trace.add(new Traced(nanos, who, what));
  }

  /** The newest of what happened, one line each. */
  String tail(int lines) {
    StringBuilder text = new StringBuilder();
    for (Traced traced : trace.subList(Math.max(0, trace.size() - lines), trace.size())) {
      String what = String.valueOf(traced.what());
      text.append(TimeUnit.NANOSECONDS.toMicros(traced.atNanos()) / 1000.0)
          .append(' ')
          .append(traced.who())
          .append(' ')
          .append(what.length() > 300 ? what.substring(0, 300) + "..." : what)
          .append('\n');
    }
    return text.toString();
  }

  /** To compare two runs by. */
  int traceHash() {
    int hash = 1;
    for (Traced traced : trace) {
      hash = 31 * hash + Long.hashCode(traced.atNanos());
      hash = 31 * hash + traced.who().hashCode();
      hash = 31 * hash + String.valueOf(traced.what()).hashCode();
    }
    return hash;
  }
}
