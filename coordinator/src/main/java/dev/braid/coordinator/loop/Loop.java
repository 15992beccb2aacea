package dev.braid.coordinator.loop;

/**
 * Runs tasks one after the other, in the order in which they were given; what one of them did is
 * seen by the next. All methods may be called from any thread and none blocks. A task that throws
 * is a defect: what then becomes of the loop its maker decides.
 */
public interface Loop {
  /** Runs the task after all that were given before. Dropped when the loop has ended. */
  void execute(Runnable task);

  /** Runs the task on this loop when {@code delayMillis} have passed; at least 1. */
  Timer after(long delayMillis, Runnable task);

  /** The monotonic clock of this loop, nanoseconds from an arbitrary beginning. */
  long nanoTime();

  /** Something that will happen unless it is cancelled. */
  interface Timer {
    /** Called on the loop, the task does not run any more; harmless when it has. */
    void cancel();
  }
}
