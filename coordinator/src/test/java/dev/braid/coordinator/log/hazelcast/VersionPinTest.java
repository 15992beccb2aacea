package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.instance.BuildInfoProvider;
import org.junit.jupiter.api.Test;

/**
 * This package uses Hazelcast's internals, which change without notice: a new version is a new
 * reading of its sources (persistence, restore, discovery, join), then a change here.
 */
final class VersionPinTest {
  @Test
  void hazelcastIsTheVersionWhoseInternalsWereRead() {
    assertThat(BuildInfoProvider.getBuildInfo().getVersion()).isEqualTo("5.3.8");
    assertThat(BuildInfoProvider.getBuildInfo().isEnterprise()).isFalse();
  }
}
