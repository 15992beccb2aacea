package dev.braid.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A4, and that nobody starves: slow, dead and busy rollups delay only bundles that name them. */
class RoundFairnessTest {
  private static final long T0 = Rig.START_MILLIS;

  /** Keeps one rollup busy: a new narrow bundle every {@code everyMillis}. */
  private static List<SimBundle> flow(Rig rig, int chain, long everyMillis, long untilMillis) {
    List<SimBundle> sent = new ArrayList<>();
    for (long at = rig.now + 1; at < untilMillis; at += everyMillis) {
      rig.at(
          at,
          () -> {
            SimBundle bundle = rig.bundle(chain);
            sent.add(bundle);
            rig.send(bundle);
          });
    }
    return sent;
  }

  private static long finished(Rig rig, SimBundle bundle) {
    Long at = rig.finishedMillis.get(bundle.index());
    assertThat(at).as("%s is %s", bundle, rig.state(bundle)).isNotNull();
    return Objects.requireNonNull(at);
  }

  @Test
  void aLoneBundleIsAdoptedWithNoTimerInBetween() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 500);
    SimBundle bundle = rig.bundle(0, 1);
    int ticks = rig.ticks;
    rig.send(bundle);
    rig.runUntil(T0 + 500 + 30);
    // prepare 4, decision 2, adoption 1, its entry 2
    assertThat(finished(rig, bundle)).isLessThanOrEqualTo(T0 + 500 + 12);
    assertThat(rig.ticks).isEqualTo(ticks);
  }

  @Test
  void bundlesThatComeTogetherShareOneRound() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 500);
    SimBundle[] bundles = new SimBundle[80];
    for (int i = 0; i < bundles.length; i++) {
      bundles[i] = rig.bundle(0, 1);
    }
    rig.send(bundles);
    rig.runUntil(T0 + 600);
    assertThat(rig.decisions()).hasSize(1);
    assertThat(rig.decisions().get(0).included()).hasSize(80);
  }

  @Test
  void roundsOnDisjointRollupsOverlapInTime() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1), Rig.onDemand(2), Rig.onDemand(3));
    rig.prepareMillis.replaceAll((chain, millis) -> 50L);
    rig.runUntil(T0 + 500);
    rig.send(rig.bundle(0, 1), rig.bundle(2, 3));
    rig.runUntil(T0 + 700);
    assertThat(rig.spans).hasSize(2);
    Rig.Span one = rig.spans.get(0);
    Rig.Span two = rig.spans.get(1);
    assertThat(one.fromMillis()).isLessThan(two.toMillis());
    assertThat(two.fromMillis()).isLessThan(one.toMillis());
  }

  @Test
  void aWideBundleDoesNotStarveUnderNarrowOnesOnAFastAndASlowRollup() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.prepareMillis.put(Fixtures.chain(0), 10L);
    rig.prepareMillis.put(Fixtures.chain(1), 400L);
    rig.runUntil(T0 + 500);
    List<SimBundle> fast = flow(rig, 0, 5, T0 + 16_000);
    flow(rig, 1, 100, T0 + 16_000);
    rig.runUntil(T0 + 3_000);
    for (int i = 0; i < 8; i++) {
      SimBundle wide = rig.bundle(0, 1);
      long sent = rig.now;
      rig.send(wide);
      rig.runUntil(sent + 1_500);
      assertThat(rig.state(wide)).as("wide bundle %d", i).isEqualTo(BundleState.INCLUDED);
    }
    // And the fast rollup went on at its own speed meanwhile (A4).
    long slowest = 0;
    for (SimBundle bundle : fast) {
      if (rig.finishedMillis.containsKey(bundle.index())) {
        slowest = Math.max(slowest, finished(rig, bundle) - rig.sent(bundle));
      }
    }
    assertThat(slowest).isLessThan(200);
  }

  @Test
  void aWideBundleDoesNotStarveBetweenTwoBusyRollupsOfOneSpeed() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.prepareMillis.put(Fixtures.chain(0), 31L);
    rig.prepareMillis.put(Fixtures.chain(1), 47L);
    rig.runUntil(T0 + 500);
    flow(rig, 0, 5, T0 + 6_000);
    flow(rig, 1, 7, T0 + 6_000);
    rig.runUntil(T0 + 1_000);
    SimBundle wide = rig.bundle(0, 1);
    rig.send(wide);
    rig.runUntil(T0 + 1_500);
    assertThat(rig.state(wide)).isEqualTo(BundleState.INCLUDED);
  }

  @Test
  void aWideBundleDoesNotStarveBetweenABlockTimeAndABusyOnDemandRollup() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.everyMillis(1, 2_000));
    rig.prepareMillis.put(Fixtures.chain(0), 30L);
    rig.runUntil(T0 + 500);
    flow(rig, 0, 5, T0 + 9_000);
    rig.runUntil(T0 + 700);
    SimBundle wide = rig.bundle(0, 1);
    rig.send(wide);
    rig.runUntil(T0 + 700 + 2_500);
    assertThat(rig.state(wide)).isEqualTo(BundleState.INCLUDED);
  }

  @Test
  void aRollupWithABlockTimeMakesItsBlocksOnTimeEvenWhenEmpty() {
    Rig rig = new Rig(Rig.everyMillis(0, 500), Rig.onDemand(1));
    rig.runUntil(T0 + 10_100);
    int blocks = rig.log.rollup(Fixtures.chain(0)).decided.size() - 1;
    assertThat(blocks).isBetween(19, 22);
    assertThat(rig.log.rollup(Fixtures.chain(1)).decided).as("on demand: none").hasSize(1);
  }

  @Test
  void aRollupThatNeverAnswersDelaysOnlyBundlesThatNameIt() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1), Rig.onDemand(2));
    ChainId dead = Fixtures.chain(2);
    rig.silent.add(dead);
    rig.runUntil(T0 + 500);
    SimBundle doomed = rig.bundle(0, 2);
    rig.send(doomed);
    rig.runUntil(T0 + 2_000);
    // From now on the others go their way; what names the dead rollup keeps coming.
    List<SimBundle> wide = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long at = T0 + 2_000 + i * 100L;
      rig.at(
          at,
          () -> {
            SimBundle both = rig.bundle(0, 1);
            SimBundle stuck = rig.bundle(0, 1, 2);
            wide.add(both);
            rig.send(stuck, both);
            long sent = rig.now;
            rig.at(
                sent + 60,
                () ->
                    assertThat(rig.state(both))
                        .as("sent at %d", sent - T0)
                        .isEqualTo(BundleState.INCLUDED));
          });
    }
    rig.runUntil(T0 + 10_000);
    assertThat(wide).hasSize(40);
    assertThat(rig.state(doomed)).isEqualTo(BundleState.SEQUENCED);
    rig.runUntil(T0 + 40_000);
    assertThat(rig.state(doomed)).as("L1").isEqualTo(BundleState.EXPIRED);
  }

  @Test
  void aRollupThatDiesInARoundHoldsTheOthersForOneBudgetAtMost() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 500);
    rig.silent.add(Fixtures.chain(1));
    SimBundle wide = rig.bundle(0, 1);
    SimBundle narrow = rig.bundle(0);
    rig.send(wide, narrow);
    rig.runUntil(T0 + 500 + 1_000 + 50);
    assertThat(rig.state(narrow)).isEqualTo(BundleState.INCLUDED);
    assertThat(rig.state(wide)).isEqualTo(BundleState.SEQUENCED);
    rig.silent.clear();
    rig.runUntil(T0 + 4_000);
    assertThat(rig.state(wide)).as("it waits, it is not rejected").isEqualTo(BundleState.INCLUDED);
  }

  @Test
  void aNonceThatIsAheadWaitsAndIsWokenByItsSendersBlock() {
    Rig rig = new Rig(Rig.onDemand(0));
    rig.runUntil(T0 + 500);
    SimBundle ahead = rig.bundle(0, Map.of(Fixtures.chain(0), new SimBundle.Succeeds()), 7, 1);
    rig.send(ahead);
    rig.runUntil(T0 + 1_500);
    assertThat(rig.state(ahead)).isEqualTo(BundleState.SEQUENCED);
    long prepares = rig.effects.stream().filter(PlannerEffect.Prepare.class::isInstance).count();
    assertThat(prepares).as("tried once").isEqualTo(1);
    SimBundle behind = rig.bundle(1, Map.of(Fixtures.chain(0), new SimBundle.Succeeds()), 7, 0);
    rig.send(behind);
    rig.runUntil(T0 + 1_600);
    assertThat(rig.state(behind)).isEqualTo(BundleState.INCLUDED);
    assertThat(rig.state(ahead)).isEqualTo(BundleState.INCLUDED);
  }

  /** Each would be let go at the pass limit and end with a deadline for its reason otherwise. */
  @Test
  void noncesThatAreAheadOfDifferentSendersAreAllFoundInOnePass() {
    Rig rig = new Rig(Rig.onDemand(0));
    rig.runUntil(T0 + 500);
    SimBundle[] ahead = new SimBundle[20];
    for (int i = 0; i < ahead.length; i++) {
      ahead[i] = rig.bundle(i, Map.of(Fixtures.chain(0), new SimBundle.Succeeds()), i, 1);
    }
    rig.send(ahead);
    rig.runUntil(T0 + 1_500);
    long prepares = rig.effects.stream().filter(PlannerEffect.Prepare.class::isInstance).count();
    assertThat(prepares).isEqualTo(1);
    rig.runUntil(T0 + 40_000);
    for (SimBundle bundle : ahead) {
      assertThat(Objects.requireNonNull(rig.log.reasons.get(bundle.footprint().id())).code())
          .isEqualTo(ReasonCode.NONCE_TOO_HIGH);
    }
  }

  @Test
  void ordinaryTransactionsThatCannotPayNowUseUpOnePassAndNotAll() {
    Rig rig = new Rig(Rig.onDemand(0));
    rig.runUntil(T0 + 500);
    SimBundle[] poor = new SimBundle[20];
    for (int i = 0; i < poor.length; i++) {
      // Every second one has the one before it as its sender's nonce to come.
      SimBundle.Behaviour behaviour =
          i % 2 == 0 ? new SimBundle.Underpriced() : new SimBundle.Succeeds();
      poor[i] = rig.bundle(i, Map.of(Fixtures.chain(0), behaviour), i / 2, i % 2).ordinary();
    }
    SimBundle good = rig.bundle(40, Map.of(Fixtures.chain(0), new SimBundle.Succeeds()), 40, 0);
    SimBundle[] all = Arrays.copyOf(poor, poor.length + 1);
    all[poor.length] = good;
    rig.send(all);
    rig.runUntil(T0 + 1_000);
    assertThat(rig.state(good)).isEqualTo(BundleState.INCLUDED);
    long prepares = rig.effects.stream().filter(PlannerEffect.Prepare.class::isInstance).count();
    assertThat(prepares).isEqualTo(2);
    assertThat(poor).allMatch(bundle -> rig.state(bundle) == BundleState.SEQUENCED);
  }

  @Test
  void aNonceThatStaysAheadEndsExpiredWithItsReason() {
    Rig rig = new Rig(Rig.onDemand(0));
    rig.runUntil(T0 + 500);
    SimBundle ahead = rig.bundle(0, Map.of(Fixtures.chain(0), new SimBundle.Succeeds()), 7, 1);
    rig.send(ahead);
    rig.runUntil(T0 + 40_000);
    assertThat(rig.state(ahead)).isEqualTo(BundleState.EXPIRED);
    assertThat(Objects.requireNonNull(rig.log.reasons.get(ahead.footprint().id())).code())
        .isEqualTo(ReasonCode.NONCE_TOO_HIGH);
  }

  @Test
  void ofTwoBundlesWithOneNonceTheEarlierGoesAndTheLaterIsToldOfTheConflict() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 500);
    SimBundle first = rig.bundle(0, Map.of(Fixtures.chain(0), new SimBundle.Succeeds()), 7, 0);
    SimBundle second =
        rig.bundle(
            1,
            Map.of(
                Fixtures.chain(0), new SimBundle.Succeeds(),
                Fixtures.chain(1), new SimBundle.Succeeds()),
            7,
            0);
    rig.send(first, second);
    rig.runUntil(T0 + 700);
    assertThat(rig.state(first)).isEqualTo(BundleState.INCLUDED);
    assertThat(rig.state(second)).isEqualTo(BundleState.REJECTED);
    assertThat(Objects.requireNonNull(rig.log.reasons.get(second.footprint().id())).code())
        .isEqualTo(ReasonCode.CONFLICTS_WITH_EARLIER);
  }

  @Test
  void manyBadBundlesAreToldApartWithoutHoldingUpTheGoodOnes() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 500);
    List<SimBundle> bundles = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      SimBundle.Behaviour onSecond =
          i % 5 == 0 ? new SimBundle.Reverts() : new SimBundle.Succeeds();
      bundles.add(
          rig.bundle(
              Map.of(Fixtures.chain(0), new SimBundle.Succeeds(), Fixtures.chain(1), onSecond)));
    }
    rig.send(bundles.toArray(SimBundle[]::new));
    rig.runUntil(T0 + 1_500);
    for (int i = 0; i < bundles.size(); i++) {
      assertThat(rig.state(bundles.get(i)))
          .as("bundle %d", i)
          .isEqualTo(i % 5 == 0 ? BundleState.REJECTED : BundleState.INCLUDED);
    }
  }

  @Test
  void aPlannerWithNothingToDoSleeps() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 20_000);
    assertThat(rig.ticks).as("one look at each head a second").isLessThan(50);
  }

  @Test
  void aBlockThatIsTooLargeForItsBudgetIsTriedSmaller() {
    Rig rig = new Rig(Rig.onDemand(0));
    rig.perBundleMillis = 30;
    rig.runUntil(T0 + 500);
    SimBundle[] bundles = new SimBundle[100];
    for (int i = 0; i < bundles.length; i++) {
      bundles[i] = rig.bundle(0);
    }
    rig.send(bundles);
    rig.runUntil(T0 + 20_000);
    for (SimBundle bundle : bundles) {
      assertThat(rig.state(bundle)).isEqualTo(BundleState.INCLUDED);
    }
  }
}
