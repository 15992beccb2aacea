package dev.braid.coordinator.simulation;

import dev.braid.coordinator.loop.Loop;
import java.util.concurrent.TimeUnit;

/**
 * A loop of a simulated node: each task is an event of its own, so that those of other loops come
 * between; now and then one takes long (a full collection, a slow disk). Dies with the process.
 */
final class SimLoop implements Loop {
  private static final int STALLS = 1;
  private static final long MOST_STALL_MICROS = 60_000;

  private final SimWorld world;
  private final SimProcess process;
  private final long clockOffsetNanos;
  private long busyUntil;

  SimLoop(SimWorld world, SimProcess process) {
    this.world = world;
    this.process = process;
    this.clockOffsetNanos = world.between(0, TimeUnit.HOURS.toNanos(1));
  }

  @Override
  public void execute(Runnable task) {
    long took =
        world.chance(STALLS)
            ? world.microsToNanos(1_000, MOST_STALL_MICROS)
            : world.microsToNanos(1, 80);
    busyUntil = Math.max(busyUntil, world.nanoTime()) + took;
    world.at(busyUntil, () -> process.happens(task));
  }

  @Override
  public Timer after(long delayMillis, Runnable task) {
    boolean[] cancelled = {false};
    world.afterMillis(
        Math.max(1, delayMillis),
        () ->
            process.happens(
                () ->
                    execute(
                        () -> {
                          if (!cancelled[0]) {
                            task.run();
                          }
                        })));
    return () -> cancelled[0] = true;
  }

  @Override
  public long nanoTime() {
    return world.nanoTime() + clockOffsetNanos;
  }
}
