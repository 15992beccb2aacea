package dev.braid.coordinator.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.batcher.CertificationWatch.Step;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CertificationWatchTest {
  private final CertificationWatch watch = new CertificationWatch();

  private Step look(long millis) {
    return watch.look(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void handsOverOnceAndThenEnds() {
    long millis = 0;
    while (look(millis) == Step.FINE) {
      millis += Leadership.LOOK_MILLIS;
    }
    assertThat(millis).isEqualTo(CertificationWatch.HAND_OVER_MILLIS);
    Step step;
    do {
      millis += Leadership.LOOK_MILLIS;
      step = look(millis);
    } while (step == Step.FINE);
    assertThat(step).isEqualTo(Step.END);
    assertThat(millis)
        .isEqualTo(CertificationWatch.HAND_OVER_MILLIS + CertificationWatch.END_MILLIS);
  }

  @Test
  void doesNotEndBecauseTheProcessWasStopped() {
    assertThat(look(100)).isEqualTo(Step.FINE);
    assertThat(look(60_000)).isEqualTo(Step.HAND_OVER);
    assertThat(look(60_250)).isEqualTo(Step.FINE);
    assertThat(look(0)).isEqualTo(Step.FINE);
    assertThat(look(CertificationWatch.HAND_OVER_MILLIS)).isEqualTo(Step.HAND_OVER);
  }
}
