package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.types.ChainId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "rollup",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at rollups, pause them, resume them, give one up.")
final class RollupCommand implements Runnable {
  private static final String DETAIL =
      "Why, for those who read the log (default: ${DEFAULT-VALUE}).";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "Show how each rollup stands, by the log and by the leader. Exit code 1: the leader could"
              + " not be asked.")
  int list(@Mixin Output output, @Mixin AdminTargets targets) {
    JsonNode rollups = new RollupCalls(output, targets).rollups();
    RollupText.print(output, rollups);
    return rollups.hasNonNull("why") ? Exit.NO : Exit.DONE;
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description =
          "Let a rollup enter no new round: what is decided is adopted, bundles that name it wait"
              + " and expire. Exit code 1: it was not paused.")
  int pause(
      @Mixin Output output,
      @Mixin AdminTargets targets,
      @Parameters(paramLabel = "CHAIN", converter = ChainIdConverter.class) ChainId chainId,
      @Option(names = "--detail", defaultValue = "paused by the operator", description = DETAIL)
          String detail) {
    return new RollupCalls(output, targets).declare("admin_pauseRollup", chainId, detail, "paused");
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Let a paused rollup take part again. Exit code 1: it was not resumed.")
  int resume(
      @Mixin Output output,
      @Mixin AdminTargets targets,
      @Parameters(paramLabel = "CHAIN", converter = ChainIdConverter.class) ChainId chainId,
      @Option(names = "--detail", defaultValue = "resumed by the operator", description = DETAIL)
          String detail) {
    return new RollupCalls(output, targets)
        .declare("admin_resumeRollup", chainId, detail, "resumed");
  }

  @Command(
      name = "diverged",
      mixinStandardHelpOptions = true,
      description =
          "Declare for good that a rollup's engine holds another history than the log: its bundles"
              + " in doubt are damaged and it is out. Asks first. Exit code 1: it was not"
              + " declared.")
  int diverged(
      @Mixin Output output,
      @Mixin AdminTargets targets,
      @Parameters(paramLabel = "CHAIN", converter = ChainIdConverter.class) ChainId chainId,
      @Option(
              names = "--detail",
              defaultValue = "declared diverged by the operator",
              description = DETAIL)
          String detail,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    RollupCalls calls = new RollupCalls(output, targets);
    JsonNode rollup = RollupText.find(calls.rollups(), chainId);
    output.note(RollupText.consequences(chainId, rollup));
    if (!yes && !isConfirmed(output, chainId)) {
      throw new CliException(Exit.NO, "not confirmed: nothing was declared");
    }
    return calls.declare("admin_declareDiverged", chainId, detail, "diverged");
  }

  private static boolean isConfirmed(Output output, ChainId chainId) {
    output.note("This cannot be taken back. Type the chain id " + chainId + " to go on:");
    @Nullable String line;
    try {
      line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    } catch (IOException e) {
      line = null;
    }
    return line != null && line.strip().equals(chainId.toString());
  }
}
