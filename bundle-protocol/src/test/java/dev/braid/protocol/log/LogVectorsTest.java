package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.testing.Vectors;
import org.junit.jupiter.api.Test;

/** {@code docs/vectors/log.json} is what a second implementation relies on. */
class LogVectorsTest {
  @Test
  void thePublishedVectorsAreWhatThisCodeMakes() {
    assertThat(LogVectors.make()).isEqualTo(Vectors.read("log.json"));
  }
}
