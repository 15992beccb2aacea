package dev.braid.protocol.log;

import dev.braid.protocol.types.BatchHash;
import java.util.List;

/**
 * What is appended to the log at once (design section 5).
 *
 * @param height 0 for the first batch of a network
 * @param previousHash the predecessor's hash; 32 zero bytes at height 0
 * @param term fencing number of the leader that proposes it
 * @param timeMillis the log's time, Unix milliseconds, never falling
 */
public record Batch(
    long height, BatchHash previousHash, long term, long timeMillis, List<Entry> entries) {
  public Batch {
    entries = List.copyOf(entries);
  }
}
