package dev.braid.coordinator.rounds;

import dev.braid.coordinator.loop.Loop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Heavy reading off the loop, one piece after the other, each result handled on the loop in the
 * order of arrival. On the loop but for the work itself.
 */
final class OrderedWork {
  /** Most pieces that wait. */
  static final int MAX_WAITING = 1_024;

  private final Loop loop;
  private final Executor readers;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean working;

  OrderedWork(Loop loop, Executor readers) {
    this.loop = loop;
    this.readers = readers;
  }

  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  /** Exactly one of {@code then} and {@code failed} is called; the work must not be refused. */
  <T> void submit(Callable<T> work, Consumer<T> then, Consumer<Throwable> failed) {
    waiting.add(
        () ->
            readers.execute(
                () -> {
                  Runnable result;
                  try {
                    T value = work.call();
                    result = () -> then.accept(value);
                  } catch (Exception | Error e) {
                    result = () -> failed.accept(e);
                  }
                  Runnable handled = result;
                  loop.execute(() -> done(handled));
                }));
    next();
  }

  private void done(Runnable handled) {
    working = false;
    try {
      handled.run();
    } finally {
      next();
    }
  }

  private void next() {
    if (!working && !waiting.isEmpty()) {
      working = true;
      waiting.remove().run();
    }
  }
}
