package dev.braid.coordinator.rounds;

import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.PlannerEffect.RollupConditionChanged;
import dev.braid.protocol.round.PlannerEffect.RoundEnded;
import dev.braid.protocol.types.ChainId;
import org.jspecify.annotations.Nullable;

/** Wants to know of nothing. */
final class SilentObserver implements RoundsObserver {
  @Override
  public void alarm(AlarmCode code, @Nullable ChainId chainId, String text) {}

  @Override
  public void conditionChanged(RollupConditionChanged change) {}

  @Override
  public void roundEnded(RoundEnded round, long nowMillis) {}
}
