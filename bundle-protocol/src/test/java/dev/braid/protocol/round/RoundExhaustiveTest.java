package dev.braid.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.round.SimBundle.Behaviour;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every small case there is: each bundle's slice on each rollup is absent, succeeds, reverts, is
 * refused, or depends on an earlier bundle. What comes of it must be what an oracle says that looks
 * at one bundle after the other (A1, the verdict rule); {@link SimChecks} looks at every step.
 */
class RoundExhaustiveTest {

  @Test
  void twoBundlesOnTwoRollups() {
    assertThat(enumerate(2, 2)).isEqualTo(15 * 35);
  }

  @Test
  void twoBundlesOnThreeRollups() {
    assertThat(enumerate(3, 2)).isEqualTo(63 * 215);
  }

  @Test
  void threeBundlesOnTwoRollups() {
    assertThat(enumerate(2, 3)).isEqualTo(15 * 24 * 35);
  }

  private static int enumerate(int rollups, int bundles) {
    int cases = 0;
    List<List<Map<ChainId, Behaviour>>> choices = new ArrayList<>();
    for (int bundle = 0; bundle < bundles; bundle++) {
      choices.add(shapes(rollups, bundle, bundles < 3));
    }
    int[] pick = new int[bundles];
    while (pick[0] < choices.get(0).size()) {
      List<Map<ChainId, Behaviour>> shape = new ArrayList<>();
      for (int bundle = 0; bundle < bundles; bundle++) {
        shape.add(choices.get(bundle).get(pick[bundle]));
      }
      check(rollups, shape);
      cases++;
      for (int bundle = bundles - 1; bundle >= 0; bundle--) {
        if (++pick[bundle] < choices.get(bundle).size() || bundle == 0) {
          break;
        }
        pick[bundle] = 0;
      }
    }
    return cases;
  }

  /**
   * Every way in which a bundle may look: at least one slice.
   *
   * @param breaking whether a slice may also need an earlier bundle's absence
   */
  private static List<Map<ChainId, Behaviour>> shapes(int rollups, int bundle, boolean breaking) {
    List<Map<ChainId, Behaviour>> shapes = new ArrayList<>();
    shapes.add(new TreeMap<>());
    for (int rollup = 0; rollup < rollups; rollup++) {
      List<Map<ChainId, Behaviour>> more = new ArrayList<>(shapes);
      for (Map<ChainId, Behaviour> shape : shapes) {
        for (Behaviour behaviour : behaviours(bundle, breaking)) {
          Map<ChainId, Behaviour> next = new TreeMap<>(shape);
          next.put(Fixtures.chain(rollup), behaviour);
          more.add(next);
        }
      }
      shapes = more;
    }
    return shapes.subList(1, shapes.size());
  }

  private static List<Behaviour> behaviours(int bundle, boolean breaking) {
    List<Behaviour> behaviours =
        new ArrayList<>(
            List.of(new SimBundle.Succeeds(), new SimBundle.Reverts(), new SimBundle.Refused()));
    for (int earlier = 0; earlier < bundle; earlier++) {
      behaviours.add(new SimBundle.Needs(earlier));
      if (breaking) {
        behaviours.add(new SimBundle.BreaksAfter(earlier));
      }
    }
    return behaviours;
  }

  private static void check(int rollups, List<Map<ChainId, Behaviour>> shape) {
    RollupTraits[] traits = new RollupTraits[rollups];
    for (int i = 0; i < rollups; i++) {
      traits[i] = Rig.onDemand(i);
    }
    Rig rig = new Rig(traits);
    rig.runUntil(Rig.START_MILLIS + 10);
    List<SimBundle> bundles = shape.stream().map(rig::bundle).toList();
    rig.send(bundles.toArray(SimBundle[]::new));
    try {
      rig.runUntil(Rig.START_MILLIS + 900);
    } catch (AssertionError e) {
      throw new AssertionError("case " + shape + ": " + e.getMessage(), e);
    }
    Set<Integer> included = oracle(bundles);
    for (SimBundle bundle : bundles) {
      assertThat(rig.state(bundle))
          .as("bundle %s of case %s", bundle, shape)
          .isEqualTo(
              included.contains(bundle.index()) ? BundleState.INCLUDED : BundleState.REJECTED);
    }
  }

  /** One bundle after the other: it is included if all its slices succeed behind those included. */
  private static Set<Integer> oracle(List<SimBundle> bundles) {
    Set<Integer> included = new TreeSet<>();
    for (SimBundle bundle : bundles) {
      boolean holds = true;
      for (Map.Entry<ChainId, Behaviour> slice : bundle.behaviours().entrySet()) {
        holds &=
            switch (slice.getValue()) {
              case SimBundle.Succeeds ok -> true;
              case SimBundle.Reverts no -> false;
              case SimBundle.Refused no -> false;
              case SimBundle.Underpriced no -> false;
              case SimBundle.Needs(int other) ->
                  included.contains(other) && bundles.get(other).footprint().names(slice.getKey());
              case SimBundle.BreaksAfter(int other) ->
                  !(included.contains(other)
                      && bundles.get(other).footprint().names(slice.getKey()));
            };
      }
      if (holds) {
        included.add(bundle.index());
      }
    }
    return included;
  }
}
