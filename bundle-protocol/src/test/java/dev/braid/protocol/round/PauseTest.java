package dev.braid.protocol.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pause does, and when a rollup with a block time makes blocks that nobody asked for. */
class PauseTest {
  private static final long T0 = Rig.START_MILLIS;
  private static final ChainId PAUSED = Fixtures.chain(0);

  private static void pause(Rig rig, boolean paused) {
    rig.deliver(
        new PlannerEvent.LogAdvanced(
            ++rig.log.height, rig.log.pauses(rig.log.rollup(PAUSED), paused)));
  }

  private static long prepares(Rig rig, ChainId chain) {
    return rig.effects.stream()
        .filter(PlannerEffect.Prepare.class::isInstance)
        .map(PlannerEffect.Prepare.class::cast)
        .filter(prepare -> prepare.chainId().equals(chain))
        .count();
  }

  @Test
  void bundlesOfAPausedRollupWaitAndTheOthersGoOn() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 500);
    pause(rig, true);
    SimBundle waits = rig.bundle(0, 1);
    SimBundle other = rig.bundle(1);
    rig.send(waits, other);
    rig.runUntil(T0 + 5_000);
    assertThat(rig.state(waits)).isEqualTo(BundleState.SEQUENCED);
    assertThat(rig.state(other)).isEqualTo(BundleState.INCLUDED);
    assertThat(prepares(rig, PAUSED)).isZero();

    pause(rig, false);
    rig.runUntil(T0 + 5_100);
    assertThat(rig.state(waits)).isEqualTo(BundleState.INCLUDED);
  }

  @Test
  void aBundleOfAPausedRollupExpires() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.runUntil(T0 + 500);
    pause(rig, true);
    SimBundle waits = rig.bundle(0, 1);
    rig.send(waits);
    rig.runUntil(T0 + 40_000);
    assertThat(rig.state(waits)).isEqualTo(BundleState.EXPIRED);
  }

  /** What is decided is adopted all the same, and a round that prepares goes on without it. */
  @Test
  void aPauseTakesARollupOutOfTheRoundThatPrepares() {
    Rig rig = new Rig(Rig.onDemand(0), Rig.onDemand(1));
    rig.prepareMillis.replaceAll((chain, millis) -> 50L);
    rig.runUntil(T0 + 500);
    SimBundle both = rig.bundle(0, 1);
    SimBundle other = rig.bundle(1);
    rig.send(both, other);
    rig.runUntil(T0 + 520);
    pause(rig, true);
    rig.runUntil(T0 + 2_000);
    assertThat(rig.state(both)).isEqualTo(BundleState.SEQUENCED);
    assertThat(rig.state(other)).isEqualTo(BundleState.INCLUDED);
  }

  @Test
  void aNewLeaderKnowsThatARollupIsPaused() {
    Rig rig = new Rig(Rig.onDemand(0));
    rig.runUntil(T0 + 500);
    pause(rig, true);
    SimLog.Rollup rollup = rig.log.rollup(PAUSED);
    rig.deliver(
        new PlannerEvent.LeadershipGained(
            rig.log.height,
            Limits.DEFAULT,
            List.of(
                new PlannerEvent.RollupAtLog(
                    rollup.traits, rollup.head().ref(), rollup.adopted, rollup.status)),
            List.of()));
    SimBundle waits = rig.bundle(0);
    rig.send(waits);
    rig.runUntil(T0 + 3_000);
    assertThat(rig.state(waits)).isEqualTo(BundleState.SEQUENCED);
    assertThat(prepares(rig, PAUSED)).isZero();
  }

  @Test
  void withEmptyBlocksTimeAloneMakesThem() {
    Rig rig = new Rig(Rig.everyMillis(0, 1_000));
    rig.runUntil(T0 + 10_500);
    assertThat(rig.decisions()).hasSizeBetween(10, 11);
    pause(rig, true);
    int decided = rig.decisions().size();
    rig.runUntil(T0 + 20_000);
    assertThat(rig.decisions()).hasSize(decided);
    pause(rig, false);
    rig.runUntil(T0 + 22_500);
    assertThat(rig.decisions()).hasSizeBetween(decided + 2, decided + 3);
  }

  @Test
  void withoutEmptyBlocksABundleWaitsForItsBlockTimeAndNothingElseMakesOne() {
    RollupTraits with = Rig.everyMillis(0, 1_000);
    Rig rig =
        new Rig(
            new RollupTraits(
                with.chainId(),
                with.level(),
                with.blockTimeMillis(),
                false,
                with.timestampRule(),
                with.showsCandidates(),
                with.blockGasLimit()));
    rig.runUntil(T0 + 10_500);
    assertThat(rig.decisions()).isEmpty();
    int ticks = rig.ticks;
    SimBundle first = rig.bundle(0);
    rig.send(first);
    rig.runUntil(T0 + 10_520);
    assertThat(rig.state(first)).isEqualTo(BundleState.INCLUDED);
    SimBundle second = rig.bundle(0);
    rig.send(second);
    rig.runUntil(T0 + 10_900);
    assertThat(rig.state(second)).as("its block time").isEqualTo(BundleState.SEQUENCED);
    rig.runUntil(T0 + 11_100);
    assertThat(rig.state(second)).isEqualTo(BundleState.INCLUDED);
    rig.runUntil(T0 + 20_000);
    assertThat(rig.decisions()).hasSize(2);
    assertThat(rig.ticks - ticks).as("a quiet rollup is only looked at").isLessThan(40);
  }
}
