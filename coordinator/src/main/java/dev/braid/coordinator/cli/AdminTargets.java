package dev.braid.coordinator.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which members' administration ports a command speaks to. */
final class AdminTargets {
  @Option(
      names = "--node",
      paramLabel = "URL",
      description =
          "A member's administration port; may be repeated (default: those of the devnet in"
              + " --dir if one runs there, else "
              + AdminAddresses.DEFAULT
              + ").")
  private @Nullable List<URI> nodes;

  @Option(
      names = "--dir",
      defaultValue = ".braid/devnet",
      description = "A devnet's directory (default: ${DEFAULT-VALUE}).")
  private Path devnet;

  List<URI> urls(Output output) {
    return nodes == null || nodes.isEmpty()
        ? AdminAddresses.find(devnet, output)
        : AdminAddresses.checked(nodes);
  }
}
