package dev.braid.coordinator.cli;

import dev.braid.coordinator.crypto.Curves;
import dev.braid.coordinator.log.LogVerification;
import dev.braid.coordinator.log.LogVerification.Result;
import dev.braid.coordinator.log.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at a node's log.")
final class LogCommand implements Runnable {
  private static final long PROGRESS_EVERY = 100_000;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Check every batch of a log offline: hashes, rules, certificates, index.")
  int verify(
      @Mixin Output output,
      @Parameters(paramLabel = "DIR", description = "A node's data directory.") Path directory) {
    Result result;
    try {
      result =
          LogVerification.run(
              store(directory),
              Curves.fastest(),
              height -> {
                if (height > 0 && height % PROGRESS_EVERY == 0) {
                  output.note("checked up to height " + height);
                }
              });
    } catch (StoreException e) {
      throw new CliException(Exit.USAGE, String.valueOf(e.getMessage()));
    }
    return switch (result) {
      case Result.Sound sound -> sound(output, sound);
      case Result.Fault fault -> fault(output, fault);
    };
  }

  /** A node keeps its log in {@code log} of its data directory; that one is taken too. */
  private static Path store(Path directory) {
    Path within = directory.resolve("log");
    return Files.isDirectory(within) ? within : directory;
  }

  private static int sound(Output output, Result.Sound sound) {
    output.document(
        Output.object()
            .put("sound", true)
            .put("networkId", sound.networkId().toHex())
            .put("height", sound.head().height())
            .put("hash", sound.head().hash().toHex())
            .put("batches", sound.batches())
            .put("voidBatches", sound.voids())
            .put("entries", sound.entries())
            .put("bundles", sound.bundles())
            .put("decidedBlocks", sound.decidedBlocks())
            .put("uncertifiedBatches", sound.uncertified())
            .put("membersConvicted", sound.evidence().size()));
    output.line("sound: every batch holds");
    output.line("network  %s", sound.networkId());
    output.line("head     height %d, %s", sound.head().height(), sound.head().hash());
    output.line(
        "holds    %d batches (%d void), %d entries, %d bundles, %d decided blocks",
        sound.batches(), sound.voids(), sound.entries(), sound.bundles(), sound.decidedBlocks());
    if (sound.uncertified() > 0) {
      output.line(
          "         the newest %d have no certificate yet: the next start makes it",
          sound.uncertified());
    }
    sound.evidence().forEach(found -> output.line("EVIDENCE %s", found));
    return Exit.DONE;
  }

  private static int fault(Output output, Result.Fault fault) {
    output.document(
        Output.object().put("sound", false).put("height", fault.height()).put("why", fault.why()));
    output.line(
        fault.height() < 0
            ? "NOT sound: " + fault.why()
            : "NOT sound: batch " + fault.height() + ": " + fault.why());
    return Exit.NO;
  }
}
