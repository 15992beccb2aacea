package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.config.StartMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of three real processes that are killed and stopped while they append. */
final class ClusterLogProcessesTest {
  private static final int KILLS = 2;
  private static final int BATCH_BYTES = 4_096;
  private static final int WINDOW = 4;

  @TempDir Path directory;

  @Test
  void losesNothingWhenTheLeaderIsKilledAgainAndAgainAndThenAllD1D2() throws Exception {
    try (LogProcesses log = new LogProcesses(directory, BATCH_BYTES, WINDOW)) {
      log.startAll(StartMode.BOOTSTRAP);
      log.awaitMore(200);
      long beganNanos = System.nanoTime();
      log.awaitMore(1_000);
      System.out.printf(
          "%.0f appends a second of %d bytes, %d in flight%n",
          log.rate(beganNanos, System.nanoTime()), BATCH_BYTES, WINDOW);
      List<Long> pauses = new ArrayList<>();
      for (int i = 0; i < KILLS; i++) {
        int victim = log.leader();
        long killedNanos = System.nanoTime();
        log.kill(victim);
        pauses.add(log.pauseAfter(killedNanos + 20_000_000)); // what it had still printed is read
        log.awaitMore(200);
        log.start(victim, StartMode.RESTART);
        log.awaitMore(200);
        log.awaitAllHoldEverything();
      }
      Collections.sort(pauses);
      System.out.println("pause after kill -9 of the leader, ms: " + pauses);
      for (int i = 0; i < 3; i++) {
        log.process(i).toHandle().destroyForcibly();
      }
      for (int i = 0; i < 3; i++) {
        log.kill(i);
      }
      long allNanos = System.nanoTime();
      log.startAll(StartMode.RESTART);
      System.out.printf("all killed, next append after %d ms%n", log.pauseAfter(allNanos));
      log.awaitMore(200);
      log.awaitAllHoldEverything();
      log.awaitBus();
      System.out.println("acknowledged " + log.acknowledged());
    }
  }

  @Test
  void staysWholeWhenAStoppedLeaderIsDroppedAndItsHalfMergesAgainO1() throws Exception {
    try (LogProcesses log = new LogProcesses(directory, BATCH_BYTES, WINDOW)) {
      log.startAll(StartMode.BOOTSTRAP);
      log.awaitMore(200);
      log.awaitBus();
      int victim = log.leader();
      log.signal(victim, "STOP");
      long stoppedNanos = System.nanoTime();
      System.out.printf(
          "pause after SIGSTOP of the leader, ms: %d%n", log.pauseAfter(stoppedNanos + 20_000_000));
      TestMember.until("the others notice on the bus", () -> log.busLinks() <= 4);
      // Longer than hazelcast.max.no.heartbeat.seconds: the others drop it from the cluster.
      TestMember.until("it is dropped", () -> System.nanoTime() - stoppedNanos > 26_000_000_000L);
      int before = log.merges();
      log.signal(victim, "CONT");
      long wokenNanos = System.nanoTime();
      TestMember.until("its half merges", () -> log.merges() > before);
      log.awaitMore(200);
      log.awaitAllHoldEverything();
      log.awaitBus();
      System.out.printf(
          "woken: merged and on the bus again after %d ms%n",
          (System.nanoTime() - wokenNanos) / 1_000_000);
      assertThat(log.acknowledged()).isPositive();
    }
  }
}
