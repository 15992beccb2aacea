package dev.braid.coordinator.cli;

import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.devnet.Devnet;
import dev.braid.coordinator.devnet.DevnetException;
import dev.braid.coordinator.devnet.DevnetOptions;
import dev.braid.coordinator.devnet.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "devnet",
    mixinStandardHelpOptions = true,
    description = "Start rollups and nodes on this machine, show what bundles do, and stay up.")
final class DevnetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      defaultValue = ".braid/devnet",
      description =
          "Where it keeps its data; goes on there when started again (default: ${DEFAULT-VALUE}).")
  private Path directory;

  @Option(
      names = "--nodes",
      defaultValue = "1",
      description =
          "How many nodes keep the log: 1, or a cluster of 3 or 5 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--rollups",
      defaultValue = "2",
      description = "How many rollups, 2 to 32 (default: ${DEFAULT-VALUE}).")
  private int rollups;

  @Option(
      names = "--engine",
      defaultValue = "anvil",
      description =
          "What the rollups run on: anvil, geth, or a list that they take in turn, such as"
              + " geth,anvil (default: ${DEFAULT-VALUE}).")
  private String engine;

  @Option(
      names = "--once",
      description = "Run the story, check it against the rollups, and end: exit code 0 or 1.")
  private boolean once;

  @Option(
      names = "--port",
      defaultValue = "8970",
      description =
          "The first node's public port; each port of a further node is 10 higher (default:"
              + " ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--admin-port",
      defaultValue = "8971",
      description = "The first node's administration port (default: ${DEFAULT-VALUE}).")
  private int adminPort;

  @Option(
      names = "--member-port",
      defaultValue = "8972",
      description =
          "Where the first node of several listens for the others; its event bus is one higher"
              + " (default: ${DEFAULT-VALUE}).")
  private int memberPort;

  @Option(
      names = "--rollup-port",
      defaultValue = "9545",
      description = "The first rollup's port, the others follow (default: ${DEFAULT-VALUE}).")
  private int rollupPort;

  @Option(
      names = "--engine-port",
      defaultValue = "9645",
      description =
          "The Engine API of the first rollup where that runs on geth, the others follow"
              + " (default: ${DEFAULT-VALUE}).")
  private int enginePort;

  @Override
  public Integer call() {
    if (rollups < 2 || rollups > DevnetOptions.MAX_ROLLUPS) {
      throw new ParameterException(
          spec.commandLine(), "--rollups must be 2 to " + DevnetOptions.MAX_ROLLUPS);
    }
    if (nodes != 1 && !DevnetOptions.CLUSTER_SIZES.contains(nodes)) {
      throw new ParameterException(spec.commandLine(), "--nodes must be 1, 3 or 5");
    }
    int apart = (nodes - 1) * DevnetOptions.PORTS_APART;
    checkPort("--port", port, apart + 1);
    checkPort("--admin-port", adminPort, apart + 1);
    checkPort("--member-port", memberPort, apart + 2);
    checkPort("--rollup-port", rollupPort, rollups);
    checkPort("--engine-port", enginePort, rollups);
    DevnetOptions options =
        new DevnetOptions(
            directory,
            nodes,
            rollups,
            engines(),
            port,
            adminPort,
            memberPort,
            rollupPort,
            enginePort,
            once);
    try {
      return new Devnet(options, Curves.fastest(), Ansi.AUTO.enabled()).run() ? Exit.DONE : Exit.NO;
    } catch (DevnetException e) {
      throw new CliException(Exit.NO, String.valueOf(e.getMessage()));
    }
  }

  private List<Engine> engines() {
    try {
      return Engine.parse(engine);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--engine: " + e.getMessage());
    }
  }

  private void checkPort(String option, int first, int count) {
    if (first < 1 || first + count - 1 > 65_535) {
      throw new ParameterException(spec.commandLine(), option + " is out of range: " + first);
    }
  }
}
