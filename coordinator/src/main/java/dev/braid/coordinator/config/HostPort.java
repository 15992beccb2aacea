package dev.braid.coordinator.config;

/**
 * Where something listens.
 *
 * @param host a name or an address; IPv6 without brackets
 */
public record HostPort(String host, int port) {
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
