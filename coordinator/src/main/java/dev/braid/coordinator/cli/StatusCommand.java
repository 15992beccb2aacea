package dev.braid.coordinator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.client.RpcHttp;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show a bundle. Exit code 1: unknown, or it ended without effect.")
final class StatusCommand implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private NodeAddress node;

  @Parameters(paramLabel = "BUNDLE_ID", converter = BundleIdConverter.class)
  private String bundleId;

  @Override
  public Integer call() {
    try (RpcHttp rpc = node.open()) {
      JsonNode bundle =
          rpc.call("atomic_getBundle", "[\"" + bundleId + "\"]", Duration.ofSeconds(15));
      BundleText.print(output, bundle);
      return BundleText.exit(bundle);
    }
  }
}
