package dev.braid.coordinator.cli;

import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.node.BraidNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description =
        "Run a node until it is stopped. A node of its own makes a member key together with an"
            + " empty data directory; a cluster's member has its key before (braid keys).")
final class NodeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "braid.yaml",
      description =
          "The configuration (default: ${DEFAULT-VALUE}); docs/config.md lists every key.")
  private Path config;

  @ArgGroup private First first = new First();

  /** A word for the first start of a cluster's member; at most one of them. */
  private static final class First {
    @Option(
        names = "--bootstrap",
        required = true,
        description =
            "First start of a new cluster: form its log together with the other members, which say"
                + " so too.")
    private boolean bootstrap;

    @Option(
        names = "--join",
        required = true,
        description =
            "First start of a member with an empty disk: come into the log that the others keep.")
    private boolean join;
  }

  @Override
  public Integer call() {
    NodeConfig read = ConfigFile.load(config);
    try (BraidNode node = BraidNode.start(read, mode())) {
      // SIGTERM and Ctrl-C end the JVM from a shutdown hook; main must not close beside it.
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "node-stop"));
      node.ended().toCompletableFuture().join();
      return Exit.DONE;
    } catch (CompletionException e) {
      throw new CliException(Exit.NO, "the node stopped: " + e.getCause());
    }
  }

  private StartMode mode() {
    if (first.bootstrap) {
      return StartMode.BOOTSTRAP;
    }
    return first.join ? StartMode.JOIN : StartMode.RESTART;
  }
}
