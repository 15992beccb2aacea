package dev.braid.it.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.it.harness.Child;
import dev.braid.it.harness.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/vectors} is what a client's author relies on: viem and ethers must agree with it. */
final class PublishedVectorsTest {
  /** The first run installs viem and ethers. */
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  @Test
  void viemAndEthersMakeThePublishedVectors(@TempDir Path directory) {
    Path vectors = Repository.root().resolve("docs/vectors");
    try (Child check =
        Child.start(
            "docs/vectors/check",
            List.of("./check"),
            Map.of(),
            vectors,
            directory.resolve("check.log"))) {
      int exit = check.awaitExit(DEADLINE);
      assertThat(exit).as(check.output()).isZero();
      assertThat(check.output())
          .contains("bundle-id.json: reproduced")
          .contains("transactions.json: reproduced")
          .contains("ordered-roots.json: reproduced");
    }
  }
}
