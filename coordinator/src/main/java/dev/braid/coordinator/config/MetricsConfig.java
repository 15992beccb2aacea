package dev.braid.coordinator.config;

/**
 * @param enabled whether {@code GET /metrics} answers
 * @param jvm whether memory, threads and garbage collection stand among the metrics
 */
public record MetricsConfig(boolean enabled, boolean jvm) {
  public static final MetricsConfig DEFAULT = new MetricsConfig(true, true);

  static MetricsConfig read(Section section) {
    boolean enabled = section.flag("enabled", true);
    boolean jvm = section.flag("jvm", true);
    section.end();
    return new MetricsConfig(enabled, jvm);
  }
}
