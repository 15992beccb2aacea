package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.it.harness.Child;
import dev.braid.it.harness.Ports;
import dev.braid.it.harness.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command of the README, as somebody types it. */
final class DevnetTest {
  @Test
  void tellsItsStoryOnceAndExitsWithZero(@TempDir Path directory) {
    Path root = Repository.root();
    List<String> command =
        List.of(
            root.resolve("braid").toString(),
            "devnet",
            "--once",
            "--dir",
            directory.resolve("devnet").toString(),
            "--port",
            Integer.toString(Ports.free()),
            "--admin-port",
            Integer.toString(Ports.free()),
            "--rollup-port",
            Integer.toString(Ports.free()));
    Map<String, String> environment = Map.of("BRAID_NO_BUILD", "1");
    Path log = directory.resolve("devnet.log");
    try (Child devnet = Child.start("devnet", command, environment, root, log)) {
      int exit = devnet.awaitExit(Duration.ofMinutes(2));
      assertThat(exit).describedAs(devnet.output()).isZero();
    }
  }
}
