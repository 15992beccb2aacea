package dev.braid.coordinator.loop;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A loop on a thread of its own. */
public final class ThreadLoop implements Loop, AutoCloseable {
  private static final long CLOSE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> onDefect;
  private volatile Thread thread = Thread.currentThread();

  /**
   * @param name of the thread
   * @param onDefect told on the loop when a task throws; the loop goes on
   */
  public ThreadLoop(String name, Consumer<Throwable> onDefect) {
    this.onDefect = onDefect;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              thread = Thread.ofPlatform().name(name).daemon(true).unstarted(task);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      // The loop has ended: nothing of it is of use to anyone any more.
    }
  }

  @Override
  public Timer after(long delayMillis, Runnable task) {
    try {
      var scheduled =
          executor.schedule(() -> run(task), Math.max(1, delayMillis), TimeUnit.MILLISECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      onDefect.accept(e);
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /** Runs what was given before, but no timers, and ends. Closing twice is harmless. */
  @Override
  public void close() {
    executor.shutdown();
    if (Thread.currentThread().equals(thread)) {
      return; // closed by a task of its own
    }
    try {
      if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
