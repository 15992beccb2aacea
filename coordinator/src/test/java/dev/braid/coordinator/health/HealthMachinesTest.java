package dev.braid.coordinator.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.RollupCondition;
import dev.braid.protocol.types.ChainId;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HealthMachinesTest {
  /** A4: not even one whose news are being worked on for ever. */
  @Test
  void nothingAboutOneRollupWaitsForAnother() throws Exception {
    ChainId stuck = new ChainId(901);
    ChainId other = new ChainId(902);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HealthMachines machines =
        new HealthMachines(
            (chainId, effect) -> {
              if (chainId.equals(stuck)) {
                inside.countDown();
                try {
                  assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            });
    Thread thread = Thread.ofVirtual().start(() -> ready(machines, stuck));
    assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
    ready(machines, other);
    release.countDown();
    thread.join();
    assertThat(machines.views())
        .extracting(HealthView::chainId, HealthView::health)
        .containsExactly(tuple(stuck, Health.HEALTHY), tuple(other, Health.HEALTHY));
  }

  private static void ready(HealthMachines machines, ChainId chainId) {
    machines.tell(chainId, new HealthEvent.Standing(RollupStatus.ACTIVE), 0);
    machines.tell(chainId, new HealthEvent.Condition(RollupCondition.READY, null, "head"), 0);
  }
}
