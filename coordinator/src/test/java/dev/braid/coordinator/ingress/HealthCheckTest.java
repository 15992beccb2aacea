package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
  private static final ChainId CHAIN = new ChainId(901);
  private final State settled = new TestLedger(notice -> {}).state();
  private final TestLeaders leaders = new TestLeaders();
  private long now;

  private HealthCheck health(ChainId... configured) {
    return new HealthCheck(
        new HealthBoard(),
        List.of(configured),
        () -> now,
        new LeaderWatch(leaders, () -> now * 1_000_000));
  }

  @Test
  void inDoubtIsToldOnlyWhenItLasts() {
    HealthCheck health = health(CHAIN);
    health.observe(inDoubt(5));
    now = HealthCheck.IN_DOUBT_GRACE_MILLIS;
    assertThat(health.report().httpStatus()).isEqualTo(200);
    health.observe(inDoubt(6));
    now += HealthCheck.IN_DOUBT_GRACE_MILLIS;
    assertThat(health.report().httpStatus()).isEqualTo(200);
    now += 1;
    assertThat(health.report().httpStatus()).isEqualTo(206);
    assertThat(health.report().problems().getFirst().key()).isEqualTo("rollup:901");
    health.observe(settled);
    assertThat(health.report().httpStatus()).isEqualTo(200);
  }

  @Test
  void aConfiguredRollupThatHasNotJoinedIsTold() {
    ChainId missing = new ChainId(7);
    HealthCheck health = health(CHAIN, missing);
    health.observe(settled);
    assertThat(health.report().httpStatus()).isEqualTo(206);
    assertThat(health.report().problems()).hasSize(1);
    assertThat(health.report().problems().getFirst().key()).isEqualTo("rollup:7");
  }

  @Test
  void noLeaderIsADegradationAtFirstAndThenTheEndOfWrites() {
    HealthCheck health = health(CHAIN);
    health.observe(settled);
    leaders.lead(null);
    assertThat(health.report().httpStatus()).isEqualTo(206);
    now += HealthCheck.NO_LEADER_DOWN_MILLIS - 1;
    assertThat(health.report().httpStatus()).isEqualTo(206);
    now += 1;
    assertThat(health.report().httpStatus()).isEqualTo(503);
    assertThat(health.report().problems().getFirst().key()).isEqualTo("leader");
    leaders.lead(TestLeaders.OTHER);
    assertThat(health.report().httpStatus()).isEqualTo(200);
  }

  private State inDoubt(long block) {
    RollupState rollup = Objects.requireNonNull(settled.rollup(CHAIN));
    RollupState doubtful =
        new RollupState(
            rollup.definition(),
            RollupStatus.ACTIVE,
            rollup.joined(),
            new BlockRef(block, new BlockHash(Bytes32.ZERO), 2_000),
            rollup.adoptedHead(),
            null,
            List.of());
    return new State(
        settled.networkId(),
        settled.parameters(),
        settled.memberSetHeight(),
        settled.parametersHeight(),
        settled.height(),
        settled.headHash(),
        settled.term(),
        settled.leader(),
        settled.timeMillis(),
        settled.rollups().plus(CHAIN, doubtful),
        settled.pending(),
        settled.pendingPositions(),
        settled.inDoubt(),
        settled.pendingBytes(),
        settled.ordinaries());
  }
}
