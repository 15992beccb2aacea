package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Keeps on disk under which uuid a founder is known to the others. Hazelcast changes it when halves
 * of a cluster meet, which members that start at one moment often are; the others may have noted
 * the new one before this member notes anything itself.
 */
final class Founder {
  private final HazelcastInstance instance;
  private final Path directory;
  private Identity written;

  Founder(HazelcastInstance instance, Path directory, Identity written) {
    this.instance = instance;
    this.directory = directory;
    this.written = written;
  }

  /** Called again and again until the log is formed. */
  void keepUuid() throws IOException {
    UUID now = instance.getCluster().getLocalMember().getUuid();
    if (!now.equals(written.uuid())) {
      Identity changed = written.withUuid(now);
      changed.write(directory);
      written = changed;
    }
  }
}
