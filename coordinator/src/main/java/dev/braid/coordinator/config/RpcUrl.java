package dev.braid.coordinator.config;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a rollup's node answers JSON-RPC. User, path and query may hold a provider's key: {@link
 * #toString} shows scheme, host and port only.
 */
public record RpcUrl(URI uri) {
  public RpcUrl {
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!isHttp || uri.getHost() == null) {
      throw new IllegalArgumentException("expected http://host:port or https://host");
    }
  }

  /**
   * @throws IllegalArgumentException for anything but an absolute http or https URL; the message
   *     does not repeat the text
   */
  public static RpcUrl parse(String text) {
    try {
      return new RpcUrl(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("expected http://host:port or https://host");
    }
  }

  static RpcUrl read(Section section, String key, String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw section.refuse(key, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public String toString() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String rest = uri.getUserInfo() != null || uri.getRawPath().length() > 1 ? "/(masked)" : "";
    return uri.getScheme() + "://" + uri.getHost() + port + rest;
  }
}
