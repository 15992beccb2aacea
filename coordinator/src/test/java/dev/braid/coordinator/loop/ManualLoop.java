package dev.braid.coordinator.loop;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** Runs nothing by itself: the test runs what waits and lets time pass. Of one thread. */
public final class ManualLoop implements Loop {
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final Queue<Scheduled> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Scheduled::atNanos).thenComparingLong(Scheduled::number));
  private long now = TimeUnit.SECONDS.toNanos(1_000);
  private long numbers;

  private record Scheduled(long atNanos, long number, Runnable task) {}

  @Override
  public void execute(Runnable task) {
    tasks.addLast(task);
  }

  @Override
  public Timer after(long delayMillis, Runnable task) {
    Scheduled scheduled =
        new Scheduled(
            now + TimeUnit.MILLISECONDS.toNanos(Math.max(1, delayMillis)), numbers++, task);
    timers.add(scheduled);
    return () -> timers.remove(scheduled);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  /** Runs all tasks that wait, and those that they give. */
  public void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Lets time pass, with all that happens meanwhile. */
  public void pass(long millis) {
    long until = now + TimeUnit.MILLISECONDS.toNanos(millis);
    run();
    for (Scheduled next = timers.peek();
        next != null && next.atNanos() <= until;
        next = timers.peek()) {
      timers.remove();
      now = next.atNanos();
      next.task().run();
      run();
    }
    now = until;
  }
}
