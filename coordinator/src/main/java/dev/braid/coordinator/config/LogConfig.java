package dev.braid.coordinator.config;

import java.util.List;

/**
 * The log and the batcher before it.
 *
 * @param appendsInFlight batches on their way at once; more helps only where an append takes long
 * @param queue bundles and entries that wait for a batch; more are refused
 * @param checkpointEvery batches between two checkpoints of the state
 */
public record LogConfig(Kind kind, int appendsInFlight, int queue, int checkpointEvery) {
  public static final LogConfig DEFAULT = new LogConfig(Kind.SOLO, 1, 8_192, 1_000);

  static LogConfig read(Section section) {
    LogConfig d = DEFAULT;
    LogConfig log =
        new LogConfig(
            section.choice("kind", d.kind, List.of(Kind.values())),
            section.number("appendsInFlight", d.appendsInFlight, 1, 4),
            section.number("queue", d.queue, 1, 1_000_000),
            section.number("checkpointEvery", d.checkpointEvery, 1, 1_000_000));
    section.end();
    return log;
  }

  /** Which log keeps the order. */
  public enum Kind {
    /** One node, durable by its own disk. */
    SOLO,

    /** Replicated over the members of the section {@code cluster}. */
    HAZELCAST;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
