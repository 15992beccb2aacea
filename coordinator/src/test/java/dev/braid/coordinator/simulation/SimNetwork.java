package dev.braid.coordinator.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Links between members, each with delays of its own: messages of one link keep their order, those
 * of different links do not. A cut link loses what is under way; what is sent to a life of a node
 * never reaches a later one; what is sent to a paused node waits for it.
 */
final class SimNetwork {
  private final SimWorld world;
  private final Set<Long> cut = new HashSet<>();
  private final Map<Long, Long> busyUntil = new HashMap<>();

  /** In a thousand messages. */
  private int lost;

  private int slow;

  SimNetwork(SimWorld world) {
    this.world = world;
  }

  void rough(int lostInAThousand, int slowInAThousand) {
    lost = lostInAThousand;
    slow = slowInAThousand;
  }

  private static long link(int from, int to) {
    return from * 1_000L + to;
  }

  boolean connected(int a, int b) {
    return a == b || (!cut.contains(link(a, b)) && !cut.contains(link(b, a)));
  }

  /** Nothing passes between these two any more. */
  void cut(int a, int b) {
    cut.add(link(a, b));
    cut.add(link(b, a));
  }

  void healAll() {
    cut.clear();
  }

  boolean isWhole() {
    return cut.isEmpty();
  }

  long delayNanos() {
    if (world.chance(slow)) {
      return TimeUnit.MILLISECONDS.toNanos(world.between(1, 400));
    }
    return world.microsToNanos(40, 900);
  }

  /** Whether a message passes at all is also drawn here. */
  void send(int from, int to, SimProcess target, Runnable arrival) {
    if (!connected(from, to) || world.chance(lost)) {
      world.count("message lost");
      return;
    }
    long arrives =
        busyUntil.merge(
            link(from, to), world.nanoTime() + delayNanos(), (last, next) -> Math.max(last, next));
    world.at(
        arrives,
        () -> {
          if (connected(from, to)) {
            target.happens(arrival);
          } else {
            world.count("message lost");
          }
        });
  }
}
