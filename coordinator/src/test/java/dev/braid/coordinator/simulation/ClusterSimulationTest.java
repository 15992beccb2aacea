package dev.braid.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.testing.Accounts;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * O1, O2, D1, D2, D4, A1, A2, A3 and L1 of a whole cluster under faults, hundreds of seeds. {@code
 * -Dbraid.cluster.seeds=N} runs more, {@code -Dbraid.cluster.seed=S} one alone, with the node's own
 * log lines.
 */
class ClusterSimulationTest {
  private static final int SEEDS = Integer.getInteger("braid.cluster.seeds", 200);
  private static final int LYING_SEEDS = Math.max(1, SEEDS / 10);

  @BeforeAll
  static void quiet() {
    if (Long.getLong("braid.cluster.seed") == null) {
      SimQuiet.begin();
    }
  }

  @AfterAll
  static void loud() {
    SimQuiet.end();
  }

  /** What only a long run found, mended since. */
  @ParameterizedTest
  @ValueSource(longs = {11_479})
  void keepsThemWhereALongRunSawOneBroken(long seed) {
    new Simulation(seed, new SimParts(), new SimSecp256k1()).run();
  }

  @Test
  void keepsItsGuaranteesWhateverFailsAndWhenever() {
    Long only = Long.getLong("braid.cluster.seed");
    Map<String, Integer> counts = new TreeMap<>();
    long first = only == null ? Long.getLong("braid.cluster.first", 0) : only;
    for (long seed = first; seed < (only == null ? first + SEEDS : only + 1); seed++) {
      Simulation simulation = new Simulation(seed, new SimParts(), new SimSecp256k1());
      simulation.run();
      simulation.world.counts.forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }
    System.out.println("simulated: " + counts);
    if (only == null && SEEDS >= 200) {
      assertThat(counts)
          .as("the simulation reaches what it is for")
          .containsKeys(
              "all killed",
              "append of unknown outcome",
              "bundle CANCELLED",
              "bundle EXPIRED",
              "bundle INCLUDED",
              "bundle REJECTED",
              "election",
              "engine call fenced",
              "engine forgets",
              "entry survived its leader",
              "late engine call",
              "leader demoted itself",
              "machine crash",
              "leadership moved in the middle of an append",
              "decision of unknown outcome",
              "died at a write",
              "partition",
              "pause",
              "process kill",
              "proposed by a stale leader",
              "snapshot installed",
              "snapshot taken");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Lies.class, names = "FORKS", mode = EnumSource.Mode.EXCLUDE)
  void voidsOnEveryMemberWhatALyingLeaderMakesUp(Lies lie) {
    int voids = 0;
    for (long seed = 0; seed < LYING_SEEDS; seed++) {
      Simulation simulation = new Simulation(seed, SimParts.lying(lie), new SimSecp256k1());
      simulation.run();
      voids += simulation.oracle.voids();
    }
    assertThat(voids).as("void batches").isPositive();
  }

  @Test
  void keepsThemWithRealSignatures() {
    for (long seed = 0; seed < 2; seed++) {
      new Simulation(seed, new SimParts(), Accounts.CURVE).run();
    }
  }

  @Test
  void doesTheSameAgainFromTheSameSeed() {
    for (long seed = 0; seed < 5; seed++) {
      Simulation one = new Simulation(seed, new SimParts(), new SimSecp256k1());
      Simulation two = new Simulation(seed, new SimParts(), new SimSecp256k1());
      one.run();
      two.run();
      assertThat(one.world.traceHash()).as("seed %d", seed).isEqualTo(two.world.traceHash());
    }
  }
}
