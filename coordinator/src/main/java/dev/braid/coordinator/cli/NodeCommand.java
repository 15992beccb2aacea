package dev.braid.coordinator.cli;

import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.node.BraidNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description =
        "Run a node until it is stopped. Makes a member key together with an empty data directory"
            + " only.")
final class NodeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "braid.yaml",
      description =
          "The configuration (default: ${DEFAULT-VALUE}); docs/config.md lists every key.")
  private Path config;

  @Override
  public Integer call() {
    NodeConfig read = ConfigFile.load(config);
    try (BraidNode node = BraidNode.start(read)) {
      // SIGTERM and Ctrl-C end the JVM from a shutdown hook; main must not close beside it.
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "node-stop"));
      node.ended().toCompletableFuture().join();
      return Exit.DONE;
    } catch (CompletionException e) {
      throw new CliException(Exit.NO, "the node stopped: " + e.getCause());
    }
  }
}
