package dev.braid.coordinator.devnet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** All processes of the devnet: ends each of them, and nothing else. */
final class Children implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long MOMENT_MILLIS = 300;

  private final Screen screen;
  private final List<List<Child>> stages = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean closing;

  Children(Screen screen) {
    this.screen = screen;
  }

  /** What is added from now on needs what was added before: it ends first. */
  synchronized Children beginStage() {
    stages.add(new ArrayList<>());
    return this;
  }

  /** A child that ends by itself is told on the screen; the others go on. */
  Child add(Child child) {
    synchronized (this) {
      stages.getLast().add(child);
      if (closing) {
        // It was being started when the signal came.
        child.terminate();
      }
    }
    // A moment later: Ctrl-C reaches the children too, and perhaps before it reaches this process.
    child.onEnd(
        CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS),
        () -> ended(child));
    return child;
  }

  private void ended(Child child) {
    synchronized (this) {
      if (closing) {
        return;
      }
    }
    screen.warning(
        child.name() + " (pid " + child.pid() + ") " + child.ending() + "; the others go on.");
    screen.line("   its log:     " + child.log());
    screen.line("   start again: " + child.again());
  }

  /** The last stage ends first: nodes before their rollups. Repeatable; waits for the end. */
  @Override
  public void close() {
    List<List<Child>> toEnd;
    boolean first;
    synchronized (this) {
      first = !closing;
      closing = true;
      toEnd = stages.stream().map(List::copyOf).toList().reversed();
    }
    if (!first) {
      awaitClosed();
      return;
    }
    for (List<Child> stage : toEnd) {
      stage.forEach(Child::terminate);
      stage.forEach(child -> child.awaitEnd(PATIENCE));
    }
    closed.countDown();
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized boolean isClosing() {
    return closing;
  }
}
