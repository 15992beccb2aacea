package dev.braid.coordinator.config;

/**
 * A key that the configuration knows, as the documentation must list it.
 *
 * @param path e.g. {@code http.port}, or {@code rollups[].name}
 * @param defaultText the default as it would be written, or {@code required}
 */
record KeyInfo(String path, String defaultText) {
  static final String REQUIRED = "required";
}
