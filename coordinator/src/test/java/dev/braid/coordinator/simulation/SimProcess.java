package dev.braid.coordinator.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One life of a node: what is given to it happens while it lives, waits while it is paused
 * (SIGSTOP: messages and timers pile up and happen when it wakes), and never happens after its
 * death.
 */
final class SimProcess {
  private final SimWorld world;
  private final String name;
  private final Deque<Runnable> parked = new ArrayDeque<>();
  private boolean alive = true;
  private boolean paused;

  SimProcess(SimWorld world, String name) {
    this.world = world;
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return alive;
  }

  /** Alive and not paused. */
  boolean isRunning() {
    return alive && !paused;
  }

  /** From outside: a message arrives, a timer rings. */
  void happens(Runnable task) {
    if (!alive) {
      return;
    }
    if (paused) {
      parked.add(task);
      return;
    }
    try {
      task.run();
    } catch (SimDisk.DiedException died) {
      if (alive) {
        throw new AssertionError("a task was told that its process died", died);
      }
    }
  }

  void pause() {
    paused = true;
  }

  /** What piled up happens now, in the order in which it came. */
  void resume() {
    paused = false;
    Deque<Runnable> due = new ArrayDeque<>(parked);
    parked.clear();
    for (Runnable task : due) {
      world.after(0, () -> happens(task));
    }
  }

  void kill() {
    alive = false;
    parked.clear();
  }
}
