package dev.braid.protocol.round;

import java.util.List;

/**
 * The round planner: {@link PlannerEvent}s in, {@link PlannerEffect}s out (design section 6). One
 * caller at a time; deterministic: the same events at the same times give the same effects.
 */
public interface Planner {
  /**
   * @param nowMillis Unix milliseconds; never lower than at the call before
   * @return what to do now, in this order
   */
  List<PlannerEffect> on(PlannerEvent event, long nowMillis);

  /** The rollups as they stand, ascending by chain id: for {@code /health} and capabilities. */
  List<RollupView> rollups();
}
