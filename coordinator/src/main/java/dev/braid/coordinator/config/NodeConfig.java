package dev.braid.coordinator.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a node is told from outside the log. {@link ConfigFile#load} reads it.
 *
 * @param cluster the members that keep the log together; null exactly when {@code log} is solo
 * @param rollups ascending order is not needed; chain ids are distinct
 */
public record NodeConfig(
    MemberConfig node,
    HttpConfig http,
    AdminConfig admin,
    LogConfig log,
    @Nullable ClusterConfig cluster,
    RoundsConfig rounds,
    MetricsConfig metrics,
    List<RollupConfig> rollups) {
  public NodeConfig {
    rollups = List.copyOf(rollups);
  }

  static NodeConfig read(Section root, Path base) {
    LogConfig log = LogConfig.read(root.section("log"));
    NodeConfig config =
        new NodeConfig(
            MemberConfig.read(root.section("node"), base),
            HttpConfig.read(root.section("http")),
            AdminConfig.read(root.section("admin")),
            log,
            cluster(root, base, log.kind()),
            RoundsConfig.read(root.section("rounds")),
            MetricsConfig.read(root.section("metrics")),
            root.sections("rollups", MAX_ROLLUPS).stream()
                .map(rollup -> RollupConfig.read(rollup, base))
                .toList());
    root.end();
    long distinct = config.rollups.stream().map(RollupConfig::chainId).distinct().count();
    if (distinct < config.rollups.size()) {
      throw root.refuse("rollups", "two rollups have the same chainId");
    }
    return config;
  }

  private static @Nullable ClusterConfig cluster(Section root, Path base, LogConfig.Kind kind) {
    Section section = root.optional("cluster");
    boolean isCluster = kind == LogConfig.Kind.HAZELCAST;
    if (section == null) {
      if (isCluster) {
        throw root.refuse("log.kind", "hazelcast needs the section \"cluster\"");
      }
      return null;
    }
    if (!isCluster) {
      throw root.refuse("cluster", "this section needs log.kind: hazelcast, got " + kind);
    }
    return ClusterReader.read(section, base);
  }

  /** As many as the network parameters allow by default. */
  static final int MAX_ROLLUPS = 256;
}
