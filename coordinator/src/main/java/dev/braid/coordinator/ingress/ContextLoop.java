package dev.braid.coordinator.ingress;

import dev.braid.coordinator.loop.Loop;
import io.vertx.core.Context;
import java.util.concurrent.RejectedExecutionException;

/** An event loop of Vert.x as a loop. */
final class ContextLoop implements Loop {
  private final Context context;

  ContextLoop(Context context) {
    this.context = context;
  }

  @Override
  public void execute(Runnable task) {
    try {
      context.runOnContext(v -> task.run());
    } catch (RejectedExecutionException e) {
      // The event loop has ended: nothing of it is of use to anyone any more.
    }
  }

  @Override
  public Timer after(long delayMillis, Runnable task) {
    Once once = new Once(task);
    // The timer may fire on another context when it is set from another thread.
    long id = context.owner().setTimer(Math.max(1, delayMillis), t -> execute(once::run));
    return () -> {
      once.isCancelled = true;
      context.owner().cancelTimer(id);
    };
  }

  /** Of the loop. */
  private static final class Once {
    private final Runnable task;
    private boolean isCancelled;

    Once(Runnable task) {
      this.task = task;
    }

    void run() {
      if (!isCancelled) {
        task.run();
      }
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
