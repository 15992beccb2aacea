package dev.braid.coordinator.simulation;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way to one engine, the same for all members: requests and answers take time, get lost, or
 * stand in a buffer for seconds and still arrive, also when their sender is long gone; the engine
 * may be down.
 */
final class SimEngineCalls {
  /** How long a member waits for the answer to one request. */
  static final long TIMEOUT_MILLIS = 2_000;

  private final SimWorld world;
  final SimEngine engine;
  private int rough;
  private long downUntilMillis;

  SimEngineCalls(SimWorld world, SimEngine engine) {
    this.world = world;
    this.engine = engine;
  }

  /** In a thousand requests. */
  void rough(int inAThousand) {
    rough = inAThousand;
  }

  void down(long millis) {
    downUntilMillis = world.elapsedMillis() + millis;
  }

  void up() {
    downUntilMillis = 0;
  }

  private long delayNanos() {
    if (world.chance(rough)) {
      world.count("late engine call");
      return TimeUnit.MILLISECONDS.toNanos(world.between(20, 3_500));
    }
    return world.microsToNanos(100, 3_000);
  }

  /** One request; {@code failed} when there is no answer. */
  <T> void request(
      SimProcess from, Supplier<T> atEngine, Consumer<T> answered, Consumer<String> failed) {
    if (!from.isAlive()) {
      return;
    }
    boolean[] open = {true};
    world.afterMillis(
        TIMEOUT_MILLIS,
        () ->
            from.happens(
                () -> {
                  if (open[0]) {
                    open[0] = false;
                    failed.accept("no answer");
                  }
                }));
    if (world.chance(rough)) {
      world.count("lost engine call");
      return;
    }
    world.after(
        delayNanos(),
        () -> {
          if (world.elapsedMillis() < downUntilMillis) {
            return;
          }
          T answer = atEngine.get();
          if (world.chance(rough)) {
            world.count("lost engine answer");
            return;
          }
          world.after(
              delayNanos(),
              () ->
                  from.happens(
                      () -> {
                        if (open[0]) {
                          open[0] = false;
                          answered.accept(answer);
                        }
                      }));
        });
  }
}
