package dev.braid.coordinator.rounds;

import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
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
  // At most one of each kind for each rollup of the state.
  private final Map<Key, Approval> approvals = new HashMap<>();

  Approvals(Loop loop) {
    this.loop = loop;
  }

  private record Key(ChainId chainId, Change change) {}

  /**
   * @param joined names the rollup's own joining: one that comes again is another matter
   * @param parametersHeight of the change before: who approved a pause once must not be taken to
   *     approve another one after it was over
   */
  private record Approval(Position joined, long parametersHeight, long untilNanos) {}

  /** The operator declares the change of a rollup of the state. */
  void approve(State state, ChainId chainId, Change change) {
    RollupState rollup = state.rollup(chainId);
    if (rollup != null) {
      approvals.put(
          new Key(chainId, change),
          new Approval(
              rollup.joined(), state.parametersHeight(), loop.nanoTime() + VALID.toNanos()));
    }
  }

  /**
   * A divergence is a fact and outlives other changes of the rollup set; a wish to pause or resume
   * holds for the state in which it was uttered.
   */
  boolean isApproved(State state, ChainId chainId, Change change) {
    RollupState rollup = state.rollup(chainId);
    Approval approval = approvals.get(new Key(chainId, change));
    return rollup != null
        && approval != null
        && approval.joined().equals(rollup.joined())
        && approval.untilNanos() - loop.nanoTime() > 0
        && (change == Change.DIVERGED || approval.parametersHeight() == state.parametersHeight());
  }
}
