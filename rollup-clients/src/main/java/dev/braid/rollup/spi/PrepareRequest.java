package dev.braid.rollup.spi;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import java.time.Duration;
import java.util.List;

/**
 * @param parent the decided block to build on
 * @param timestampSeconds the candidate's timestamp, whole seconds, not below the parent's
 * @param slices slices in order; their transactions follow each other in the block
 * @param budget after this the client answers {@link PrepareOutcome.Unavailable}
 */
public record PrepareRequest(
    BlockRef parent, long timestampSeconds, List<List<RawTransaction>> slices, Duration budget) {
  public PrepareRequest {
    if (timestampSeconds < parent.timestampSeconds()) {
      throw new IllegalArgumentException(
          "timestamp " + timestampSeconds + " below the parent's " + parent.timestampSeconds());
    }
    slices = slices.stream().map(List::copyOf).toList();
  }
}
