package dev.braid.coordinator.rounds;

import dev.braid.protocol.round.PlannerEffect.RollupConditionChanged;
import dev.braid.protocol.round.PlannerEffect.RoundEnded;
import dev.braid.protocol.types.ChainId;
import org.jspecify.annotations.Nullable;

/** Who is told what happens in rounds. Called on the driver's event loop: must not block. */
public interface RoundsObserver {
  /**
   * Somebody must look.
   *
   * @param chainId null when it is not about one rollup
   */
  void alarm(@Nullable ChainId chainId, String text);

  void conditionChanged(RollupConditionChanged change);

  void roundEnded(RoundEnded round, long nowMillis);
}
