package dev.braid.coordinator.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Everything a node is told from outside the log. {@link ConfigFile#load} reads it.
 *
 * @param rollups ascending order is not needed; chain ids are distinct
 */
public record NodeConfig(
    MemberConfig node,
    HttpConfig http,
    AdminConfig admin,
    LogConfig log,
    RoundsConfig rounds,
    MetricsConfig metrics,
    List<RollupConfig> rollups) {
  public NodeConfig {
    rollups = List.copyOf(rollups);
  }

  static NodeConfig read(Section root, Path base) {
    NodeConfig config =
        new NodeConfig(
            MemberConfig.read(root.section("node"), base),
            HttpConfig.read(root.section("http")),
            AdminConfig.read(root.section("admin")),
            LogConfig.read(root.section("log")),
            RoundsConfig.read(root.section("rounds")),
            MetricsConfig.read(root.section("metrics")),
            root.sections("rollups", MAX_ROLLUPS).stream().map(RollupConfig::read).toList());
    root.end();
    long distinct = config.rollups.stream().map(RollupConfig::chainId).distinct().count();
    if (distinct < config.rollups.size()) {
      throw root.refuse("rollups", "two rollups have the same chainId");
    }
    return config;
  }

  /** As many as the network parameters allow by default. */
  static final int MAX_ROLLUPS = 256;
}
