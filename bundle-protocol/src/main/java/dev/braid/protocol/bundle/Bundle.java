package dev.braid.protocol.bundle;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a submitter wants, all or nothing: one slice per rollup, limits in time (api.md, Bundle).
 * The content of the bundle id; the proof of the submitter stands beside it ({@link
 * Authorization}).
 *
 * @param minTimestampSeconds lower bound on block timestamps, included; 0 = none
 * @param maxTimestampSeconds upper bound on block timestamps and deadline, included; 0 = none given
 * @param replacementUuid empty = not replaceable
 * @param submitter the zero address = anonymous
 */
public record Bundle(
    List<Slice> slices,
    long minTimestampSeconds,
    long maxTimestampSeconds,
    Level minimumLevel,
    boolean retry,
    String replacementUuid,
    long replacementNonce,
    Address submitter) {
  public Bundle {
    slices = List.copyOf(slices);
  }

  public boolean isAnonymous() {
    return submitter.equals(Address.ZERO);
  }

  public List<ChainId> chains() {
    return slices.stream().map(Slice::chainId).toList();
  }

  public @Nullable Slice slice(ChainId chainId) {
    for (Slice slice : slices) {
      if (slice.chainId().equals(chainId)) {
        return slice;
      }
    }
    return null;
  }
}
