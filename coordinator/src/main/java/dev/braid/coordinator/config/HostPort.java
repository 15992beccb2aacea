package dev.braid.coordinator.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something listens.
 *
 * @param host a name or an address; IPv6 without brackets
 */
public record HostPort(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");

  /**
   * Reads {@code host:port}, an IPv6 address in brackets.
   *
   * @throws IllegalArgumentException when it is something else, or the port is not 1 to 65535
   */
  public static HostPort parse(String text) {
    Matcher match = TEXT.matcher(text);
    if (match.matches()) {
      String host = match.group(1) == null ? match.group(2) : match.group(1);
      int port = Integer.parseInt(match.group(3));
      if (port >= 1 && port <= 65_535) {
        return new HostPort(host, port);
      }
    }
    throw new IllegalArgumentException("expected host:port, got \"" + text + '"');
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
