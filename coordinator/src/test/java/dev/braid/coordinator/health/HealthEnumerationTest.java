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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every sequence of a few events: what must hold of the machine whatever happens in whichever
 * order.
 */
final class HealthEnumerationTest {
  private static final int LENGTH = 4;

  private static BlockRef block(long number) {
    return new BlockRef(number, new BlockHash(Bytes32.ZERO), 1_700_000_000);
  }

  private static List<HealthEvent> events() {
    List<HealthEvent> events = new ArrayList<>();
    for (RollupStatus status : RollupStatus.values()) {
      events.add(new HealthEvent.Standing(status));
    }
    for (RollupCondition condition :
        List.of(RollupCondition.READY, RollupCondition.UNAVAILABLE, RollupCondition.FROZEN)) {
      events.add(new HealthEvent.Condition(condition, null, "because"));
    }
    for (AlarmCode cause :
        List.of(AlarmCode.WRONG_CHAIN, AlarmCode.FOREIGN_HEAD, AlarmCode.DECIDED_BLOCK_REFUSED)) {
      events.add(new HealthEvent.Condition(RollupCondition.SET_APART, cause, "because"));
    }
    for (Trouble trouble : List.of(Trouble.UNREACHABLE, Trouble.SYNCING, Trouble.UNAUTHORIZED)) {
      events.add(new HealthEvent.Called(Call.PREPARE, 5, 500, trouble, "because"));
    }
    events.add(new HealthEvent.Called(Call.HEAD, 5, 500, null, ""));
    events.add(new HealthEvent.Called(Call.INFO, 5, 500, null, ""));
    events.add(new HealthEvent.HeadSeen(block(0), block(4), block(0)));
    events.add(new HealthEvent.HeadSeen(block(2), block(4), block(0)));
    events.add(new HealthEvent.HeadSeen(block(4), block(4), block(0)));
    events.add(new HealthEvent.JoinFailed("because"));
    events.add(new HealthEvent.Unwatched("because"));
    return events;
  }

  @Test
  void alarmsAreRaisedOnceAndClearedWithTheirCauseInEverySequence() {
    Set<Health> reached = EnumSet.noneOf(Health.class);
    List<HealthEvent> events = events();
    int[] sequence = new int[LENGTH];
    long count = 0;
    do {
      run(events, sequence, reached);
      count++;
    } while (next(sequence, events.size()));
    assertThat(count).isEqualTo((long) Math.pow(events.size(), LENGTH));
    assertThat(reached)
        .as("reached in %d sequences", count)
        .contains(
            Health.CHECKING,
            Health.HEALTHY,
            Health.SYNCING,
            Health.LAGGING,
            Health.RESTARTED_EMPTY,
            Health.DOWN,
            Health.UNAUTHORIZED,
            Health.WRONG_CHAIN,
            Health.FOREIGN_HEAD,
            Health.REFUSING,
            Health.FROZEN,
            Health.PAUSED,
            Health.LEAVING,
            Health.LEFT,
            Health.DIVERGED,
            Health.JOINING,
            Health.UNWATCHED);
  }

  private static boolean next(int[] sequence, int base) {
    for (int i = 0; i < sequence.length; i++) {
      sequence[i]++;
      if (sequence[i] < base) {
        return true;
      }
      sequence[i] = 0;
    }
    return false;
  }

  private static void run(List<HealthEvent> events, int[] sequence, Set<Health> reached) {
    HealthMachine machine = new HealthMachine(0);
    Set<AlarmCode> standing = new HashSet<>();
    Health health = Health.UNWATCHED;
    long now = 0;
    for (int index : sequence) {
      health = step(machine, events.get(index), now, health, standing);
      reached.add(health);
      now += 40_000; // beyond every patience
      health = step(machine, new HealthEvent.Tick(), now, health, standing);
      check(machine, standing);
    }
  }

  private static Health step(
      HealthMachine machine, HealthEvent event, long now, Health before, Set<AlarmCode> standing) {
    Health health = before;
    @Nullable AlarmCode newest = null;
    for (HealthEffect effect : machine.on(event, now)) {
      switch (effect) {
        case HealthEffect.Moved(Health from, Health to, String reason) -> {
          if (from != health || from == to || reason.isEmpty()) {
            throw new AssertionError("moved " + from + " -> " + to + " at " + health);
          }
          health = to;
        }
        case HealthEffect.Raised(AlarmCode code, String reason) -> {
          newest = code;
          if (!standing.add(code)) {
            throw new AssertionError(code + " is raised twice");
          }
        }
        case HealthEffect.Cleared(AlarmCode code) -> {
          if (!standing.remove(code)) {
            throw new AssertionError(code + " is cleared and does not stand");
          }
        }
      }
    }
    if (newest != null && newest != machine.health().alarm()) {
      throw new AssertionError(newest + " is raised in " + machine.health());
    }
    return health;
  }

  private static void check(HealthMachine machine, Set<AlarmCode> standing) {
    AlarmCode expected = machine.health().alarm();
    if (standing.size() > 1 || (!standing.isEmpty() && !standing.contains(expected))) {
      throw new AssertionError(standing + " stand in " + machine.health());
    }
  }
}
