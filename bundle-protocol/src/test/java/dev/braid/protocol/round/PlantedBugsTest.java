package dev.braid.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation is worth something: it notices each of these bugs within a few hundred seeds. */
class PlantedBugsTest {
  private static final int SEEDS = 400;

  static Stream<Arguments> bugs() {
    return Stream.of(
        bug("A2: ", PlantedBugs.AdoptsAfterAFailureElsewhere::new),
        bug("A1: ", PlantedBugs.DecidesBeforeAllVoted::new),
        bug("A2: ", PlantedBugs.AdoptsBeforeTheDecisionIsDurable::new),
        bug("verdict rule: ", PlantedBugs.TakesEveryFailureForAVerdict::new),
        bug("A2: discard", PlantedBugs.DiscardsAfterAnUnknownOutcome::new),
        bug("refuses what the planner proposes", PlantedBugs.CancelsWhatARoundHolds::new),
        bug("is decided at the end", PlantedBugs.NeverAdoptsOnOneRollup::new));
  }

  private static Arguments bug(String complaint, Supplier<Planner> planner) {
    return Arguments.of(planner.get().getClass().getSimpleName(), complaint, planner);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void isCaughtByTheSimulation(String name, String complaint, Supplier<Planner> planner) {
    @Nullable String caught = null;
    for (long seed = 0; seed < SEEDS && (caught == null || !caught.contains(complaint)); seed++) {
      try {
        new Simulation(seed, planner).run();
      } catch (AssertionError e) {
        caught = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      }
    }
    assertThat(caught).as(name).contains(complaint);
  }
}
