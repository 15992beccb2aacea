package dev.braid.coordinator.rounds;

import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What this member's operator has approved and may be signed for a while: in memory alone, so that
 * a restart takes it back. On the loop.
 */
final class Approvals {
  static final Duration VALID = Duration.ofMinutes(10);

  private final Loop loop;
  // At most one for each rollup of the state.
  private final Map<ChainId, Approval> diverged = new HashMap<>();

  Approvals(Loop loop) {
    this.loop = loop;
  }

  /**
   * @param joined names the rollup's own joining: one that comes again is another matter
   */
  private record Approval(Position joined, long untilNanos) {}

  /** The operator declares the rollup diverged. */
  void diverged(RollupState rollup) {
    diverged.put(
        rollup.definition().chainId(),
        new Approval(rollup.joined(), loop.nanoTime() + VALID.toNanos()));
  }

  boolean isDiverged(RollupState rollup) {
    Approval approval = diverged.get(rollup.definition().chainId());
    return approval != null
        && approval.joined().equals(rollup.joined())
        && approval.untilNanos() - loop.nanoTime() > 0;
  }
}
