package dev.braid.it.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.braid.it.harness.Await;
import dev.braid.it.harness.Child;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.cluster.Hosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition that parts nothing proves nothing: the harness's wires are cut and looked at. */
final class HostsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int PORT = 8970;

  @TempDir Path directory;

  @Test
  void cutsWiresBetweenMachinesAndMendsThem() {
    try (Hosts hosts = Hosts.open(3)) {
      assumeTrue(hosts.canCut(), "no network namespaces here: partitions cannot be tried");
      try (Child one = serve(hosts, 0);
          Child two = serve(hosts, 1)) {
        Await.until("first to answer", DEADLINE, () -> answers(hosts, 0) && one.alive());
        Await.until("second to answer", DEADLINE, () -> answers(hosts, 1) && two.alive());
        assertThat(reaches(hosts, 2, 0)).isTrue();
        assertThat(reaches(hosts, 0, 1)).isTrue();

        hosts.cut(0, 1);
        assertThat(reaches(hosts, 0, 1)).isFalse();
        assertThat(reaches(hosts, 1, 0)).isFalse();
        assertThat(reaches(hosts, 2, 0)).isTrue();
        assertThat(reaches(hosts, 2, 1)).isTrue();
        assertThat(answers(hosts, 0)).isTrue();

        hosts.heal();
        assertThat(reaches(hosts, 0, 1)).isTrue();
        assertThat(reaches(hosts, 1, 0)).isTrue();
      }
    }
  }

  private Child serve(Hosts hosts, int machine) {
    List<String> command = new ArrayList<>(hosts.on(machine));
    command.add(Path.of(System.getProperty("java.home"), "bin", "jwebserver").toString());
    command.addAll(List.of("-b", hosts.address(machine), "-p", Integer.toString(PORT)));
    command.addAll(List.of("-d", directory.toAbsolutePath().toString()));
    return start("server-" + machine, command);
  }

  private Child start(String name, List<String> command) {
    return Child.start(name, command, Map.of(), directory, directory.resolve(name + ".log"));
  }

  private static boolean answers(Hosts hosts, int machine) {
    try {
      return new JsonRpc("http://" + hosts.address(machine) + ":" + PORT).get("/").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Whether a connection from one machine to the other opens within a second. */
  private static boolean reaches(Hosts hosts, int from, int to) {
    List<String> command = new ArrayList<>(hosts.on(from));
    String address = "/dev/tcp/" + hosts.address(to) + "/" + PORT;
    command.addAll(List.of("timeout", "1", "bash", "-c", ": < " + address));
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
