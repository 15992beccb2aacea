package dev.braid.it.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Child;
import dev.braid.it.harness.Ports;
import dev.braid.it.harness.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevnetTest {
  private static final Duration LONG = Duration.ofMinutes(3);

  @TempDir Path directory;
  private final int rollupPort = twoInARow();
  private final List<String> ports =
      List.of(
          "--port=" + Ports.free(),
          "--admin-port=" + Ports.free(),
          "--rollup-port=" + rollupPort,
          "--engine-port=" + Ports.block(2));
  private int started;

  @Test
  void staysUpAndEndsWithAllThatItStartedAndGoesOnWhereItWas() throws IOException {
    try (Child other = start("other", List.of("sleep", "600"));
        Child devnet = devnet()) {
      Await.until("the story and the hints", LONG, () -> isUp(devnet));
      assertThat(devnet.output()).contains("The story holds").doesNotContain("FAIL");
      List<Long> pids = pids();
      assertThat(pids).hasSize(3).allMatch(DevnetTest::lives);
      assertThat(pids).extracting(DevnetTest::program).containsExactly("java", "anvil", "anvil");

      try (Child second = devnet("--once")) {
        assertThat(second.awaitExit(LONG)).as("a second one in the same directory").isEqualTo(1);
        assertThat(second.output()).contains("already");
      }

      ProcessHandle.of(pids.get(2)).ifPresent(ProcessHandle::destroyForcibly);
      Await.until("the loss to be told", LONG, () -> devnet.output().contains("by signal 9"));
      assertThat(devnet.alive()).isTrue();
      assertThat(lives(pids.get(0))).as("the node").isTrue();

      devnet.terminate();
      devnet.awaitExit(LONG);
      assertThat(pids).noneMatch(DevnetTest::lives);
      assertThat(other.alive()).as("what it did not start").isTrue();
      assertThat(data().resolve("endpoints.json")).doesNotExist();
    }
    try (Child again = devnet("--once")) {
      assertThat(again.awaitExit(LONG)).as(again.output()).isZero();
      assertThat(again.output()).contains("going on with the log", "in block 2, success");
    }
    try (Child verify = braid("log", "verify", data().resolve("data").toString())) {
      assertThat(verify.awaitExit(LONG)).as(verify.output()).isZero();
    }
  }

  @Test
  void runsOnGethAndAnvilAndGoesOnWithThem() throws IOException {
    String engines = "--engine=geth,anvil";
    try (Child devnet = devnet(engines)) {
      Await.until("the story and the hints", LONG, () -> isUp(devnet));
      assertThat(devnet.output()).contains("The story holds").doesNotContain("FAIL");
      JsonNode endpoints = new ObjectMapper().readTree(data().resolve("endpoints.json").toFile());
      assertThat(endpoints.path("rollups"))
          .extracting(rollup -> rollup.path("client").asText())
          .containsExactly("geth", "anvil");
      Path secret = Path.of(endpoints.path("rollups").path(0).path("jwtSecret").asText());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
      List<Long> pids = pids();
      assertThat(pids).extracting(DevnetTest::program).containsExactly("java", "geth", "anvil");
      devnet.terminate();
      devnet.awaitExit(LONG);
      assertThat(pids).noneMatch(DevnetTest::lives);
    }
    try (Child again = devnet(engines, "--once")) {
      assertThat(again.awaitExit(LONG)).as(again.output()).isZero();
      assertThat(again.output()).contains("going on with the log", "in block 2, success");
    }
  }

  @Test
  void saysWhichPortIsTaken() throws IOException {
    try (ServerSocket taken =
            new ServerSocket(rollupPort + 1, 1, InetAddress.getLoopbackAddress());
        Child devnet = devnet("--once")) {
      assertThat(devnet.awaitExit(LONG)).isEqualTo(1);
      assertThat(devnet.output()).contains("port " + taken.getLocalPort() + " is taken");
    }
  }

  private Path data() {
    return directory.resolve("devnet");
  }

  private Child devnet(String... more) {
    List<String> arguments = new ArrayList<>(List.of("devnet", "--dir=" + data()));
    arguments.addAll(ports);
    arguments.addAll(List.of(more));
    return braid(arguments.toArray(String[]::new));
  }

  /** What {@code ./braid} becomes, without its check whether sources are newer. */
  private Child braid(String... arguments) {
    Path dist = Repository.root().resolve("coordinator/target/dist");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + dist.resolve("jvm.options"));
    command.addAll(List.of("-cp", dist.resolve("lib") + "/*"));
    command.add("dev.braid.coordinator.cli.Main");
    command.addAll(List.of(arguments));
    return start(arguments[0], command);
  }

  private Child start(String name, List<String> command) {
    Map<String, String> environment = Map.of("BRAID_HOME", Repository.root().toString());
    Path log = directory.resolve(++started + "-" + name + ".log");
    return Child.start(name, command, environment, directory, log);
  }

  private List<Long> pids() throws IOException {
    JsonNode endpoints = new ObjectMapper().readTree(data().resolve("endpoints.json").toFile());
    List<Long> pids = new ArrayList<>();
    endpoints.path("nodes").forEach(node -> pids.add(node.path("pid").asLong()));
    endpoints.path("rollups").forEach(rollup -> pids.add(rollup.path("pid").asLong()));
    return pids;
  }

  private static boolean isUp(Child devnet) {
    assertThat(devnet.alive()).as(devnet.output()).isTrue();
    return devnet.output().contains("Try (in another terminal)");
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static String program(long pid) {
    String command = ProcessHandle.of(pid).orElseThrow().info().command().orElseThrow();
    return String.valueOf(Path.of(command).getFileName());
  }

  private static int twoInARow() {
    while (true) {
      int first = Ports.free();
      if (Ports.free() == first + 1) {
        return first;
      }
    }
  }
}
