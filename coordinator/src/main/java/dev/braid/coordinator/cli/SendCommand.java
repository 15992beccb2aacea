package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.client.RpcHttp;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = "Send a bundle, a JSON object as the API document describes it.")
final class SendCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(15);

  @Mixin private Output output;
  @Mixin private NodeAddress node;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "-",
      description = "The bundle's file; - or nothing: standard input.")
  private String file;

  @Option(
      names = "--wait",
      description = "Wait until the bundle is final; then exit code 1 means: not included.")
  private boolean waits;

  @Option(
      names = "--timeout",
      paramLabel = "MILLIS",
      defaultValue = "30000",
      description = "How long to wait (default: ${DEFAULT-VALUE}).")
  private int timeoutMillis;

  @Override
  public Integer call() {
    String bundle = Input.readText(file);
    try (RpcHttp rpc = node.open()) {
      if (!waits) {
        JsonNode sent = rpc.call("atomic_sendBundle", "[" + bundle + "]", ANSWER);
        output.document(sent);
        output.line("bundle  %s", sent.path("bundleId").asText());
        output.line("state   %s", sent.path("state").asText());
        output.line("cursor  %s", sent.path("cursor").asText());
        return Exit.DONE;
      }
      JsonNode last =
          rpc.call(
              "atomic_sendBundleSync",
              "[" + bundle + "," + timeoutMillis + "]",
              ANSWER.plusMillis(timeoutMillis));
      BundleText.print(output, last);
      return BundleText.exit(last);
    }
  }
}
