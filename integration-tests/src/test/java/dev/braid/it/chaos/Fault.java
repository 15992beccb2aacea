package dev.braid.it.chaos;

/** What can happen to a cluster. Everything but a death ends when the nemesis mends it. */
public enum Fault {
  /** {@code kill -9} of the leader. */
  KILL_LEADER(4),
  /** {@code kill -9} of any member. */
  KILL_ONE(3),
  /** {@code kill -9} of all members at once. */
  KILL_ALL(2),
  /** SIGSTOP of the leader: it wakes up with engine calls in its buffers. */
  STOP_LEADER(4),
  /** SIGSTOP of any member. */
  STOP_ONE(2),
  /** The leader loses its wires to the others; clients and rollups still reach it. */
  PART_LEADER(4),
  /** Any member loses its wires to the others. */
  PART_ONE(2),
  /** All wires between members are cut. */
  PART_ALL(1),
  /** {@code kill -9} of a rollup, which starts again with whatever it kept. */
  KILL_ROLLUP(3),
  /** {@code kill -9} of a rollup, which starts again empty. */
  EMPTY_ROLLUP(1);

  private final int weight;

  Fault(int weight) {
    this.weight = weight;
  }

  int weight() {
    return weight;
  }

  boolean needsWires() {
    return this == PART_LEADER || this == PART_ONE || this == PART_ALL;
  }
}
