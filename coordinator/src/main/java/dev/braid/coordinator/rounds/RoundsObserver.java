package dev.braid.coordinator.rounds;

import dev.braid.coordinator.health.HealthEvent;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.PlannerEffect.RollupConditionChanged;
import dev.braid.protocol.round.PlannerEffect.RoundEnded;
import dev.braid.protocol.types.ChainId;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what happens in rounds. Called on the driver's event loop unless it says otherwise:
 * must not block.
 */
public interface RoundsObserver {
  /**
   * Somebody must look.
   *
   * @param chainId null when it is not about one rollup
   */
  void alarm(AlarmCode code, @Nullable ChainId chainId, String text);

  void conditionChanged(RollupConditionChanged change);

  void roundEnded(RoundEnded round, long nowMillis);

  /** Something was learnt of a rollup's engine. From any thread. */
  default void learnt(ChainId chainId, HealthEvent event) {}
}
