package dev.braid.coordinator.cli;

import dev.braid.coordinator.client.RpcErrorException;
import dev.braid.coordinator.client.UnreachableException;
import dev.braid.coordinator.config.ConfigException;
import dev.braid.coordinator.node.StartRefused;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The launcher of everything: {@code braid <command>}. */
@Command(
    name = "braid",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Bundles across rollups: one order, all or nothing.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DevnetCommand.class,
      NodeCommand.class,
      KeysCommand.class,
      ClusterCommand.class,
      RollupCommand.class,
      SendCommand.class,
      StatusCommand.class,
      ReceiptCommand.class,
      LogCommand.class
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the answer is no: rejected, unknown, verification failed",
      "2:wrong usage",
      "3:cannot reach the node"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** The command line, for {@link #main} and for tests. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int failed(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    int exit =
        switch (failure) {
          case CliException e -> e.exit();
          case ConfigException ignored -> Exit.USAGE;
          case StartRefused ignored -> Exit.NO;
          case RpcErrorException ignored -> Exit.NO;
          case UnreachableException ignored -> Exit.UNREACHABLE;
          default -> throw failure;
        };
    if (failure instanceof RpcErrorException e
        && command.getMixins().get("output") instanceof Output output) {
      output.document(Output.object().set("error", e.error()));
    }
    command.getErr().println("braid: " + failure.getMessage());
    command.getErr().flush();
    return exit;
  }

  public static void main(String[] arguments) {
    int exit = commandLine().execute(arguments);
    // Also ends what a command left running: its threads are its own affair no longer.
    System.exit(exit);
  }
}
