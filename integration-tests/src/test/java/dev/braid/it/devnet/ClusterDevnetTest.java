package dev.braid.it.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Child;
import dev.braid.it.harness.Cli;
import dev.braid.it.harness.Distribution;
import dev.braid.it.harness.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./braid devnet --nodes 3}: a cluster on one machine, as somebody tries it. */
final class ClusterDevnetTest {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final int NODES = 3;

  @TempDir Path directory;
  private final int port = Ports.block(30);
  private int started;

  @Test
  void threeNodesTellTheStoryOutliveOneOfThemAndGoOnWhereTheyWere() throws IOException {
    try (Child devnet = devnet(NODES)) {
      Await.until("the story and the hints", LONG, () -> isUp(devnet));
      assertThat(devnet.output())
          .contains("The story holds", "sent through node-1", "sent through node-2")
          .doesNotContain("FAIL");
      List<Long> pids = pids();
      assertThat(pids).hasSize(NODES).allMatch(ClusterDevnetTest::lives);

      Cli.Result all = status();
      assertThat(all.exit()).as(all.output()).isZero();
      assertThat(all.output())
          .contains("3 of 3 answer, 2 are a majority")
          .containsOnlyOnce(" leader ")
          .doesNotContain("ABSENT");

      ProcessHandle.of(pids.get(0)).ifPresent(ProcessHandle::destroyForcibly);
      Await.until("the loss to be told", LONG, () -> devnet.output().contains("by signal 9"));
      Await.until("the others to go on", LONG, () -> status().exit() == 0);
      assertThat(status().output()).contains("2 of 3 answer", "ABSENT");
      assertThat(devnet.alive()).isTrue();

      devnet.terminate();
      devnet.awaitExit(LONG);
      assertThat(pids).noneMatch(ClusterDevnetTest::lives);
      assertThat(data().resolve("endpoints.json")).doesNotExist();
    }
    try (Child other = devnet(1, "--once")) {
      assertThat(other.awaitExit(LONG)).isEqualTo(1);
      assertThat(other.output()).contains("was made with --nodes 3");
    }
    try (Child again = devnet(NODES, "--once")) {
      assertThat(again.awaitExit(LONG)).as(again.output()).isZero();
      assertThat(again.output()).contains("going on with the log", "in block 2, success");
    }
  }

  /** The members are found by the devnet's directory. */
  private Cli.Result status() {
    return Cli.run(directory, "cluster", "status", "--dir", data().toString());
  }

  private Path data() {
    return directory.resolve("devnet");
  }

  private Child devnet(int nodes, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "devnet",
                "--dir=" + data(),
                "--nodes=" + nodes,
                "--port=" + port,
                "--admin-port=" + (port + 1),
                "--member-port=" + (port + 2),
                "--rollup-port=" + (port + 4)));
    arguments.addAll(List.of(more));
    return Child.start(
        "devnet",
        Distribution.command(List.of(), arguments),
        Distribution.environment(),
        directory,
        directory.resolve(++started + "-devnet.log"));
  }

  private List<Long> pids() throws IOException {
    JsonNode endpoints = new ObjectMapper().readTree(data().resolve("endpoints.json").toFile());
    List<Long> pids = new ArrayList<>();
    endpoints.path("nodes").forEach(node -> pids.add(node.path("pid").asLong()));
    return pids;
  }

  private static boolean isUp(Child devnet) {
    assertThat(devnet.alive()).as(devnet.output()).isTrue();
    return devnet.output().contains("Try (in another terminal)");
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
