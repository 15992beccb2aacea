package dev.braid.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation is worth something: it notices each of these bugs within some hundred seeds. */
class PlantedBugsTest {
  private static final int SEEDS = 300;

  @BeforeAll
  static void quiet() {
    SimQuiet.begin();
  }

  @AfterAll
  static void loud() {
    SimQuiet.end();
  }

  static Stream<Arguments> bugs() {
    return Stream.of(
        bug("A2: adopts block", PlantedBugs.ActsOnADecisionBeforeItIsDurable::new),
        bug("that it may lose", PlantedBugs.SignsBeforeFsync::new),
        bug("O1: the log takes a batch", PlantedBugs.AppendsWithoutTheHashCheck::new),
        bug("O1: the log takes a batch", PlantedBugs.LastWriterWinsOnTakeOver::new),
        bug("D4: member", PlantedBugs.SignsUnchecked::new),
        bug("A2: adopts by the uncertified", PlantedBugs.AdoptsTheUncertified::new),
        bug("A3: drops", PlantedBugs.PlansBeforeTheStateHasReachedTheHead::new),
        bug("its own decision may stand", PlantedBugs.DiscardsAfterAnUnknownOutcome::new));
  }

  private static Arguments bug(String complaint, Supplier<SimParts> parts) {
    return Arguments.of(parts.get().getClass().getSimpleName(), complaint, parts);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bugs")
  void isCaughtByTheSimulation(String name, String complaint, Supplier<SimParts> parts) {
    @Nullable String caught = null;
    long seed = 0;
    for (; seed < SEEDS && (caught == null || !caught.contains(complaint)); seed++) {
      try {
        new Simulation(seed, parts.get(), new SimSecp256k1()).run();
      } catch (AssertionError e) {
        caught = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      }
    }
    System.out.println(name + " after " + seed + " seeds: " + caught);
    assertThat(caught).as(name).contains(complaint);
  }
}
