package dev.braid.coordinator.config;

/**
 * Administration on a port of its own, for the operator alone: it asks for no key, so it must not
 * be reachable from elsewhere.
 *
 * @param port 0 = any free port, told in the log
 */
public record AdminConfig(boolean enabled, String host, int port) {
  static AdminConfig read(Section section) {
    boolean enabled = section.flag("enabled", true);
    String host = section.text("host", "127.0.0.1");
    int port = section.number("port", 8971, 0, 65_535);
    section.end();
    return new AdminConfig(enabled, host, port);
  }
}
