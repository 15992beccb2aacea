package dev.braid.coordinator.log;

import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;

/**
 * The newest batch and the newest term of a log.
 *
 * @param term fencing number of the newest take-over; 0 before the first
 * @param height of the newest batch; -1 before the first
 * @param hash of the newest batch; 32 zero bytes before the first
 */
public record LogHead(long term, long height, BatchHash hash) {
  /** The head of a log in which nothing happened yet. */
  public static final LogHead EMPTY = new LogHead(0, -1, new BatchHash(Bytes32.ZERO));

  /** No batch yet. */
  public boolean isEmpty() {
    return height < 0;
  }
}
