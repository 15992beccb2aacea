package dev.braid.protocol.log;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rollup as the log has it. It is in doubt while {@code decidedHead} differs from {@code
 * adoptedHead}; as a rollup in doubt enters no round, that is one block at most.
 *
 * @param joined cursor of the entry by which it joined; an operator's leave names it (E1)
 * @param decidedHead newest block that a decision names, the anchor before the first
 * @param adoptedHead newest block seen to be adopted, the anchor before the first
 * @param lastDecision cursor of the decision that names {@code decidedHead}; null for the anchor
 * @param unadopted ids of the bundles in the decided block, in block order; empty unless in doubt
 */
public record RollupState(
    RollupDefinition definition,
    RollupStatus status,
    Position joined,
    BlockRef decidedHead,
    BlockRef adoptedHead,
    @Nullable Position lastDecision,
    List<BundleId> unadopted) {
  public RollupState {
    unadopted = List.copyOf(unadopted);
  }

  /** A rollup that has just joined. */
  public static RollupState joined(RollupDefinition definition, Position joined) {
    return new RollupState(
        definition,
        RollupStatus.ACTIVE,
        joined,
        definition.anchor(),
        definition.anchor(),
        null,
        List.of());
  }

  /** Decided, but not yet seen as adopted; of a diverged rollup nothing is awaited any more. */
  public boolean isInDoubt() {
    return status != RollupStatus.DIVERGED && !decidedHead.equals(adoptedHead);
  }

  RollupState withStatus(RollupStatus next) {
    return new RollupState(
        definition, next, joined, decidedHead, adoptedHead, lastDecision, unadopted);
  }

  RollupState diverged() {
    return new RollupState(
        definition,
        RollupStatus.DIVERGED,
        joined,
        decidedHead,
        adoptedHead,
        lastDecision,
        List.of());
  }

  RollupState decided(BlockRef block, Position decision, List<BundleId> bundles) {
    return new RollupState(definition, status, joined, block, adoptedHead, decision, bundles);
  }

  RollupState adopted() {
    return new RollupState(
        definition, status, joined, decidedHead, decidedHead, lastDecision, List.of());
  }
}
