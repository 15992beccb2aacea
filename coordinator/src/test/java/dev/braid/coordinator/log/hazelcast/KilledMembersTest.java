package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes that keep one Raft group, killed with SIGKILL, all at once and while it is being
 * founded. Every acknowledged addition made a count of its own: had one been lost, its count would
 * be made again (D1, O1).
 */
final class KilledMembersTest {
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final int ROUNDS = 2;

  @TempDir Path directory;

  private final List<HostPort> addresses = ThreeMembersTest.freeAddresses();
  private final List<Process> processes = new ArrayList<>();
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Long> twice = ConcurrentHashMap.newKeySet();
  private final AtomicLong newest = new AtomicLong();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @AfterEach
  void kill() {
    processes.forEach(process -> process.toHandle().destroyForcibly());
  }

  @Test
  void loseNothingAcknowledgedWhenAllAreKilledAtOnce() throws Exception {
    System.out.println("seed " + seed);
    startAll(StartMode.BOOTSTRAP);
    awaitMore(100, "the log is founded and written to");
    for (int round = 0; round < ROUNDS; round++) {
      awaitMore(1 + random.nextInt(2000), "more is acknowledged");
      killAll();
      long before = newest.get();
      long began = System.nanoTime();
      startAll(StartMode.RESTART);
      awaitMore(1, "something is acknowledged after the restart");
      System.out.printf(
          "killed all at %d, acknowledged again after %d ms%n",
          before, (System.nanoTime() - began) / 1_000_000);
    }
    awaitMore(200, "it goes on");
    killAll();
    assertThat(twice).as("seed %d: counts that two acknowledged additions made", seed).isEmpty();
    System.out.println("acknowledged " + acknowledged.size());
  }

  @Test
  void foundALogThoughTheyAreKilledWhileTheyDo() throws Exception {
    System.out.println("seed " + seed);
    for (int round = 0; round < ROUNDS && newest.get() == 0; round++) {
      startAll(StartMode.BOOTSTRAP);
      awaitFiles(0, 1 + random.nextInt(12));
      killAll();
    }
    startAll(StartMode.BOOTSTRAP);
    awaitMore(100, "the log is founded");
    assertThat(twice).as("seed %d", seed).isEmpty();
  }

  @Test
  void foundALogThoughOneIsKilledWhileTheyDo() throws Exception {
    System.out.println("seed " + seed);
    int killed = random.nextInt(addresses.size());
    startAll(StartMode.BOOTSTRAP);
    awaitFiles(killed, 1 + random.nextInt(12));
    Process process = processes.get(killed);
    process.toHandle().destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    processes.set(killed, start(killed, StartMode.BOOTSTRAP));
    awaitMore(100, "the log is founded");
    processes.get((killed + 1) % addresses.size()).toHandle().destroyForcibly();
    awaitMore(100, "the killed one is as good as any other");
    assertThat(twice).as("seed %d", seed).isEmpty();
  }

  /** Until a member has written so many files: a moment of the founding, not of the clock. */
  private void awaitFiles(int member, int files) {
    await(
        files + " files",
        () -> {
          try (var walk = Files.walk(directory.resolve("member" + member))) {
            return walk.filter(Files::isRegularFile).count() >= files || newest.get() > 0;
          } catch (IOException | UncheckedIOException e) {
            return false; // a file went away while the directory was read
          }
        });
  }

  private void startAll(StartMode mode) throws IOException {
    processes.clear();
    for (int i = 0; i < addresses.size(); i++) {
      processes.add(start(i, mode));
    }
  }

  private Process start(int index, StartMode mode) throws IOException {
    Process process =
        MemberProcess.builder(directory.resolve("member" + index), index, addresses, mode)
            .redirectError(
                ProcessBuilder.Redirect.appendTo(
                    directory.resolve("member" + index + ".err").toFile()))
            .start();
    Thread.ofPlatform().daemon().start(() -> listen(process));
    return process;
  }

  private void listen(Process process) {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("ACK ")) {
          long count = Long.parseLong(line.substring(4));
          if (!acknowledged.add(count)) {
            twice.add(count);
          }
          newest.accumulateAndGet(count, Math::max);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // It was killed in the middle of a line.
    }
  }

  private void killAll() throws InterruptedException {
    processes.forEach(process -> process.toHandle().destroyForcibly());
    for (Process process : processes) {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void awaitMore(long more, String what) {
    long from = newest.get();
    await(what, () -> newest.get() >= from + more);
  }

  private void await(String what, BooleanSupplier condition) {
    try {
      ThreeMembersTest.await(what, DEADLINE, condition);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + errors(), e);
    }
  }

  private String errors() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < addresses.size(); i++) {
      try {
        String said = Files.readString(directory.resolve("member" + i + ".err"));
        all.append("\nmember ").append(i).append(":\n");
        all.append(said, Math.max(0, said.length() - 4000), said.length());
      } catch (IOException e) {
        all.append(e);
      }
    }
    return all.toString();
  }
}
