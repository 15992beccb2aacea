package dev.braid.coordinator.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.health.HealthEvent.Call;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.RollupCondition;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes32;
import dev.braid.rollup.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HealthMachineTest {
  private static final BlockRef ANCHOR = block(0);

  private final HealthMachine machine = new HealthMachine(0);
  private final List<HealthEffect> effects = new ArrayList<>();
  private long now;

  private static BlockRef block(long number) {
    return new BlockRef(number, new BlockHash(Bytes32.ZERO), 1_700_000_000 + number);
  }

  private Health tell(HealthEvent event) {
    effects.addAll(machine.on(event, now));
    return machine.health();
  }

  private Health pass(long millis) {
    now += millis;
    return tell(new HealthEvent.Tick());
  }

  private Health healthy() {
    tell(new HealthEvent.Standing(RollupStatus.ACTIVE));
    return tell(new HealthEvent.Condition(RollupCondition.READY, null, "head"));
  }

  private Health called(Call call, @Nullable Trouble trouble) {
    return tell(new HealthEvent.Called(call, 5, 500, trouble, "why"));
  }

  private Health took(long millis) {
    return tell(new HealthEvent.Called(Call.PREPARE, millis, 500, null, ""));
  }

  private List<AlarmCode> raised() {
    return effects.stream()
        .filter(HealthEffect.Raised.class::isInstance)
        .map(effect -> ((HealthEffect.Raised) effect).code())
        .toList();
  }

  private List<AlarmCode> cleared() {
    return effects.stream()
        .filter(HealthEffect.Cleared.class::isInstance)
        .map(effect -> ((HealthEffect.Cleared) effect).code())
        .toList();
  }

  @Test
  void aRefusedConnectionIsDownAtOnceAndAnAlarmWhenItLasts() {
    assertThat(healthy()).isEqualTo(Health.HEALTHY);
    assertThat(called(Call.HEAD, Trouble.UNREACHABLE)).isEqualTo(Health.DOWN);
    assertThat(machine.reason()).isEqualTo("HEAD: why");
    assertThat(raised()).isEmpty();
    pass(2_999);
    assertThat(raised()).isEmpty();
    pass(1);
    pass(60_000);
    assertThat(raised()).as("once for one cause").containsExactly(AlarmCode.ROLLUP_DOWN);
    assertThat(called(Call.INFO, null)).isEqualTo(Health.HEALTHY);
    assertThat(cleared()).containsExactly(AlarmCode.ROLLUP_DOWN);
  }

  @Test
  void oneLostAnswerIsNoOutageButThreeInARowAre() {
    healthy();
    assertThat(called(Call.PREPARE, Trouble.TIMEOUT)).isEqualTo(Health.HEALTHY);
    assertThat(called(Call.PREPARE, Trouble.TIMEOUT)).isEqualTo(Health.HEALTHY);
    assertThat(called(Call.HEAD, null)).isEqualTo(Health.HEALTHY);
    called(Call.PREPARE, Trouble.BAD_ANSWER);
    called(Call.PREPARE, Trouble.BAD_ANSWER);
    assertThat(called(Call.PREPARE, Trouble.BAD_ANSWER)).isEqualTo(Health.FAULTY);
  }

  @Test
  void callsThatWereNeverMadeSayNothing() {
    healthy();
    for (int i = 0; i < 20; i++) {
      assertThat(called(Call.ADOPT, Trouble.FENCED)).isEqualTo(Health.HEALTHY);
    }
  }

  /** The head is read where everybody reads; only a call by the other way shows it is open. */
  @Test
  void aHeadThatIsAnsweredDoesNotHideARefusedSecret() {
    healthy();
    assertThat(called(Call.PREPARE, Trouble.UNAUTHORIZED)).isEqualTo(Health.UNAUTHORIZED);
    assertThat(raised()).containsExactly(AlarmCode.ENGINE_UNAUTHORIZED);
    assertThat(called(Call.HEAD, null)).isEqualTo(Health.UNAUTHORIZED);
    assertThat(called(Call.INFO, null)).isEqualTo(Health.HEALTHY);
    assertThat(cleared()).containsExactly(AlarmCode.ENGINE_UNAUTHORIZED);
    assertThat(called(Call.ADOPT, Trouble.CLOCK_DRIFT)).isEqualTo(Health.UNAUTHORIZED);
    assertThat(called(Call.ADOPT, null)).isEqualTo(Health.HEALTHY);
  }

  @Test
  void isSlowWhenOverBudgetAgainAndAgainAndUntilItNoLongerIs() {
    healthy();
    took(600);
    took(20);
    assertThat(took(600)).isEqualTo(Health.HEALTHY);
    assertThat(took(600)).isEqualTo(Health.SLOW);
    for (int i = 0; i < EngineTroubles.WINDOW - 1; i++) {
      assertThat(took(20)).isEqualTo(Health.SLOW);
    }
    assertThat(took(20)).isEqualTo(Health.HEALTHY);
    assertThat(raised()).as("it did not last").isEmpty();
  }

  @Test
  void anEngineThatForgotIsBehindUntilItsHeadIsTheDecidedBlock() {
    healthy();
    assertThat(tell(new HealthEvent.HeadSeen(block(7), block(9), ANCHOR)))
        .isEqualTo(Health.LAGGING);
    assertThat(tell(new HealthEvent.HeadSeen(block(0), block(9), ANCHOR)))
        .isEqualTo(Health.RESTARTED_EMPTY);
    pass(30_000);
    assertThat(tell(new HealthEvent.HeadSeen(block(4), block(9), ANCHOR)))
        .isEqualTo(Health.LAGGING);
    pass(30_000);
    assertThat(raised()).as("both have one alarm").containsExactly(AlarmCode.ROLLUP_LAGGING);
    assertThat(tell(new HealthEvent.Condition(RollupCondition.READY, null, "head")))
        .isEqualTo(Health.HEALTHY);
    assertThat(cleared()).containsExactly(AlarmCode.ROLLUP_LAGGING);
  }

  @Test
  void whatIsSetApartSaysForWhat() {
    healthy();
    assertThat(setApart(AlarmCode.WRONG_CHAIN)).isEqualTo(Health.WRONG_CHAIN);
    assertThat(setApart(AlarmCode.LACKS_HISTORY)).isEqualTo(Health.LACKS_HISTORY);
    assertThat(setApart(AlarmCode.FOREIGN_HEAD)).isEqualTo(Health.FOREIGN_HEAD);
    assertThat(setApart(AlarmCode.DECIDED_BLOCK_REFUSED)).isEqualTo(Health.REFUSING);
    assertThat(raised())
        .containsExactly(
            AlarmCode.WRONG_CHAIN,
            AlarmCode.LACKS_HISTORY,
            AlarmCode.FOREIGN_HEAD,
            AlarmCode.DECIDED_BLOCK_REFUSED);
    healthy();
    assertThat(cleared()).containsExactlyElementsOf(raised());
  }

  private Health setApart(AlarmCode cause) {
    return tell(new HealthEvent.Condition(RollupCondition.SET_APART, cause, "set apart"));
  }

  /** Who pauses a rollup to work on its engine is not woken by it. */
  @Test
  void aPausedRollupShowsHowItsEngineStandsButRaisesNoAlarmForIt() {
    healthy();
    assertThat(tell(new HealthEvent.Standing(RollupStatus.PAUSED))).isEqualTo(Health.PAUSED);
    assertThat(called(Call.HEAD, Trouble.UNREACHABLE)).isEqualTo(Health.DOWN);
    pass(60_000);
    assertThat(raised()).isEmpty();
    assertThat(setApart(AlarmCode.WRONG_CHAIN)).isEqualTo(Health.WRONG_CHAIN);
    assertThat(raised()).containsExactly(AlarmCode.WRONG_CHAIN);
    tell(new HealthEvent.Condition(RollupCondition.READY, null, "head"));
    called(Call.INFO, null);
    assertThat(machine.health()).isEqualTo(Health.PAUSED);
    assertThat(tell(new HealthEvent.Standing(RollupStatus.ACTIVE))).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aRollupThatDoesNotJoinIsAnAlarmAfterAWhile() {
    assertThat(tell(new HealthEvent.JoinFailed("1 of 2 members sign"))).isEqualTo(Health.JOINING);
    pass(30_000);
    assertThat(raised()).containsExactly(AlarmCode.JOIN_FAILED);
    healthy();
    assertThat(cleared()).containsExactly(AlarmCode.JOIN_FAILED);
  }

  @Test
  void whoLeadsNoMoreHasNoWorries() {
    healthy();
    called(Call.HEAD, Trouble.UNREACHABLE);
    pass(10_000);
    assertThat(tell(new HealthEvent.Unwatched("another leads"))).isEqualTo(Health.UNWATCHED);
    assertThat(cleared()).containsExactly(AlarmCode.ROLLUP_DOWN);
    assertThat(pass(60_000)).isEqualTo(Health.UNWATCHED);
  }

  @Test
  void whatTheLogSaysForGoodStandsAboveWhatTheEngineDoes() {
    for (RollupStatus gone : List.of(RollupStatus.LEFT, RollupStatus.DIVERGED)) {
      healthy();
      called(Call.HEAD, Trouble.UNREACHABLE);
      assertThat(tell(new HealthEvent.Standing(gone)).name()).isEqualTo(gone.name());
      pass(60_000);
    }
    assertThat(raised()).isEmpty();
  }

  @Test
  void codesAndNamesAreToldApart() {
    assertThat(List.of(Health.values())).extracting(Health::code).doesNotHaveDuplicates();
  }
}
