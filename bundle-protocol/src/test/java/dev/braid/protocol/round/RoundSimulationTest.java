package dev.braid.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A1 to A4 and L1 under faults, thousands of seeds. {@code -Dbraid.simulation.seeds=N} runs more,
 * {@code -Dbraid.simulation.seed=S} one alone.
 */
class RoundSimulationTest {
  private static final int SEEDS = Integer.getInteger("braid.simulation.seeds", 1_500);

  @Test
  void keepsItsGuaranteesWhateverFailsAndWhenever() {
    Long only = Long.getLong("braid.simulation.seed");
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
      Simulation simulation =
          new Simulation(seed, () -> new RoundPlanner(PlannerSettings.DEFAULT.inCluster()));
      simulation.run();
      simulation.counts.forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }
    System.out.println("simulated: " + counts);
    if (only == null) {
      assertThat(counts)
          .as("the simulation reaches what it is for")
          .containsKeys(
              "driver died",
              "restarted empty",
              "mined late",
              "forgot blocks",
              "unknown decision",
              "doubled answer",
              "lost answer",
              "lost call",
              "round DECIDED",
              "round ABANDONED",
              "rollup FROZEN",
              "rollup DISCARDING",
              "lie",
              "rollup SET_APART",
              "rollup GONE",
              "rollup paused",
              "rollup resumed",
              "rollup UNAVAILABLE",
              "RoundDecided",
              "BundlesDropped",
              "BundleCancelled",
              "cancel TooLate",
              "cancel Cancelled");
    }
  }

  @Test
  void doesTheSameAgainFromTheSameSeed() {
    for (long seed = 0; seed < 20; seed++) {
      Simulation one =
          new Simulation(seed, () -> new RoundPlanner(PlannerSettings.DEFAULT.inCluster()));
      Simulation two =
          new Simulation(seed, () -> new RoundPlanner(PlannerSettings.DEFAULT.inCluster()));
      one.run();
      two.run();
      assertThat(one.traceHash()).as("seed %d", seed).isEqualTo(two.traceHash());
    }
  }
}
