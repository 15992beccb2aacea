package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.RollupTraits;
import dev.braid.protocol.types.ChainId;
import java.util.Map;

/** What a planner is told when its member begins to lead. Heavy: never on the loop. */
final class Leadership {
  private final Map<ChainId, RollupHandle> handles;
  private final Footprints footprints;

  Leadership(Map<ChainId, RollupHandle> handles, Footprints footprints) {
    this.handles = Map.copyOf(handles);
    this.footprints = footprints;
  }

  LogFacts facts() {
    return new LogFacts(footprints, this::traits);
  }

  PlannerEvent gained(State state) {
    return new PlannerEvent.LeadershipGained(
        state.height(),
        state.parameters().limits(),
        state.rollups().values().stream().map(this::atLog).toList(),
        state.pending().values().stream().map(footprints::of).toList());
  }

  private PlannerEvent.RollupAtLog atLog(RollupState rollup) {
    return new PlannerEvent.RollupAtLog(
        traits(rollup.definition()),
        rollup.decidedHead(),
        rollup.adoptedHead().number(),
        rollup.status());
  }

  private RollupTraits traits(RollupDefinition definition) {
    RollupHandle handle = handles.get(definition.chainId());
    return handle != null
        ? handle.traits(definition)
        : RollupHandle.traitsWithoutEngine(definition);
  }
}
