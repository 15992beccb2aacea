package dev.braid.coordinator.simulation;

import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatches;
import dev.braid.coordinator.peer.Peers;
import dev.braid.coordinator.rounds.RoundsLog;
import dev.braid.protocol.round.Planner;
import dev.braid.protocol.round.PlannerSettings;
import dev.braid.protocol.round.RoundPlanner;

/**
 * What stands at the ports of a member's production code. A planted bug takes the place of one of
 * these; nothing else differs.
 */
class SimParts {
  /** Right members whose leaders lie. */
  static SimParts lying(Lies lie) {
    return new SimParts() {
      @Override
      ReplicatedLog log(SimNode.Life life, ReplicatedLog right) {
        return new LyingLog(life, right, lie);
      }
    };
  }

  Planner planner(SimNode.Life life) {
    return new RoundPlanner(PlannerSettings.DEFAULT.inCluster());
  }

  /** How the replicated log judges appends. */
  SimRaft.Step step() {
    return SimRaft.Step.RIGHT;
  }

  /** The log as the batcher and the rounds see it. */
  ReplicatedLog log(SimNode.Life life, ReplicatedLog right) {
    return right;
  }

  /** The ledger as the log sees it. */
  TakenBatches taken(SimNode.Life life, TakenBatches right) {
    return right;
  }

  Peers peers(SimNode.Life life, Peers right) {
    return right;
  }

  RoundsLog roundsLog(SimNode.Life life, RoundsLog right) {
    return right;
  }
}
