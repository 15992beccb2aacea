package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.JsonReader;
import dev.braid.coordinator.api.ReceiptReader;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.crypto.Curves;
import dev.braid.protocol.log.MemberSets;
import dev.braid.protocol.log.Receipt;
import dev.braid.protocol.log.ReceiptCheck;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "receipt",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Get receipts and check them offline.")
final class ReceiptCommand implements Runnable {
  private static final int MAX_DEPTH = 16;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      description = "Print a bundle's receipt, to be kept.")
  int get(
      @Mixin NodeAddress node,
      @Parameters(paramLabel = "BUNDLE_ID", converter = BundleIdConverter.class) String bundleId,
      @Option(
              names = "--decision",
              description = "The receipt of its outcome instead of its position.")
          boolean decision) {
    String kind = decision ? "decision" : "position";
    try (RpcHttp rpc = node.open()) {
      JsonNode receipt =
          rpc.call(
              "atomic_getReceipt",
              "[\"" + bundleId + "\",\"" + kind + "\"]",
              Duration.ofSeconds(10));
      spec.commandLine().getOut().println(Output.pretty(receipt));
      spec.commandLine().getOut().flush();
      return Exit.DONE;
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Check a receipt: every byte of it is proved by the members' signatures (D3).")
  int verify(
      @Mixin Output output,
      @Mixin Trust trust,
      @Parameters(paramLabel = "FILE", description = "The receipt; - for standard input.")
          String file) {
    Receipt receipt = read(file);
    MemberSets members = trust.members(output);
    ReceiptCheck check = ReceiptCheck.of(Curves.fastest(), members, receipt);
    boolean valid = check instanceof ReceiptCheck.Valid;
    String why = check instanceof ReceiptCheck.Invalid(String problem) ? problem : "";
    var document =
        Output.object()
            .put("valid", valid)
            .put("bundleId", receipt.bundleId().toHex())
            .put("networkId", receipt.networkId().toHex())
            .put("cursor", receipt.position().cursor());
    if (!valid) {
      document.put("why", why);
    }
    if (receipt instanceof Receipt.OfDecision decided) {
      document.put("outcome", decided.outcome().kind().word());
    }
    output.document(document);
    output.line(
        valid
            ? "valid: bundle " + receipt.bundleId() + " at " + receipt.position()
            : "NOT valid: " + why);
    return valid ? Exit.DONE : Exit.NO;
  }

  private static Receipt read(String file) {
    try {
      return ReceiptReader.read(new JsonReader(MAX_DEPTH, 1).read(Input.read(file)));
    } catch (Refusal e) {
      throw new CliException(Exit.USAGE, file + " is no receipt: " + e.getMessage());
    }
  }
}
