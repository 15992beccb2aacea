package dev.braid.coordinator.cli;

import dev.braid.coordinator.client.RpcHttp;
import java.net.URI;
import picocli.CommandLine.Option;

/** Which node a command speaks to. */
final class NodeAddress {
  static final String DEFAULT = "http://127.0.0.1:8970";

  @Option(
      names = "--node",
      paramLabel = "URL",
      defaultValue = "${BRAID_NODE:-" + DEFAULT + "}",
      description = "The node's public port (default: $BRAID_NODE, else " + DEFAULT + ").")
  private URI url;

  URI url() {
    return url;
  }

  RpcHttp open() {
    String scheme = url.getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      throw new CliException(Exit.USAGE, "--node must be an http or https URL: " + url);
    }
    return new RpcHttp(url.getPath().isEmpty() ? url.resolve("/") : url);
  }
}
