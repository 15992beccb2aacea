package dev.braid.coordinator.simulation;

import dev.braid.protocol.round.Planner;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.RollupView;
import java.util.List;

/** Writes down what a planner hears and wishes. */
final class TracedPlanner implements Planner {
  private final SimWorld world;
  private final String who;
  private final Planner planner;

  TracedPlanner(SimWorld world, String who, Planner planner) {
    this.world = world;
    this.who = who;
    this.planner = planner;
  }

  @Override
  public List<PlannerEffect> on(PlannerEvent event, long nowMillis) {
    if (!(event instanceof PlannerEvent.Tick)) {
      world.note(who + " >", event);
    }
    List<PlannerEffect> effects = planner.on(event, nowMillis);
    for (PlannerEffect effect : effects) {
      if (!(effect instanceof PlannerEffect.WakeAt)) {
        world.note(who + " <", effect);
      }
    }
    return effects;
  }

  @Override
  public List<RollupView> rollups() {
    return planner.rollups();
  }
}
