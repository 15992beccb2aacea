package dev.braid.protocol.log;

import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.List;

/**
 * A decided bundle that some rollup has not yet been seen to adopt.
 *
 * @param position its place in the total order
 * @param decision cursor of the decision that includes it
 * @param chains all rollups that it names, ascending
 * @param toAdopt those that have still to adopt, ascending; never empty
 */
public record InDoubtBundle(
    BundleId id,
    Position position,
    Position decision,
    List<ChainId> chains,
    List<ChainId> toAdopt) {
  public InDoubtBundle {
    chains = List.copyOf(chains);
    toAdopt = List.copyOf(toAdopt);
  }
}
