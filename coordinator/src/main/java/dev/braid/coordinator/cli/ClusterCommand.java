package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.client.UnreachableException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at the members that keep a log together.")
final class ClusterCommand implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description =
          "Show how all members stand, as the first that answers sees them. Exit code 1: no"
              + " majority of them agrees on a leader.")
  int status(
      @Mixin Output output,
      @Option(
              names = "--node",
              paramLabel = "URL",
              description =
                  "A member's administration port; may be repeated (default: those of the devnet in"
                      + " --dir if one runs there, else "
                      + AdminAddresses.DEFAULT
                      + ").")
          @Nullable List<URI> nodes,
      @Option(
              names = "--dir",
              defaultValue = ".braid/devnet",
              description = "A devnet's directory (default: ${DEFAULT-VALUE}).")
          Path devnet) {
    List<URI> asked =
        nodes == null || nodes.isEmpty()
            ? AdminAddresses.find(devnet, output)
            : AdminAddresses.checked(nodes);
    UnreachableException last = null;
    for (URI url : asked) {
      try (RpcHttp rpc = new RpcHttp(url)) {
        JsonNode status = rpc.call("admin_clusterStatus", "[]", PATIENCE);
        ClusterText.print(output, url, status);
        return ClusterText.exit(status);
      } catch (UnreachableException e) {
        output.note("braid: " + e.getMessage());
        last = e;
      }
    }
    throw last == null
        ? new CliException(Exit.USAGE, "no member to ask")
        : new CliException(Exit.UNREACHABLE, "none of " + asked.size() + " members answers");
  }
}
