package dev.braid.coordinator.devnet;

import dev.braid.coordinator.devnet.BundleDraft.Part;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lines to copy, and a bundle that is ready to be sent. */
final class Hints {
  private static final String CAST = "coordinator/npm/node_modules/.bin/cast";
  private static final int ACCOUNT = 2;
  private static final BigInteger WEI = BigInteger.TEN.pow(15);

  private final Screen screen;
  private final Path directory;
  private final List<RunningNode> nodes;
  private final List<Chain> chains;

  Hints(Screen screen, Path directory, List<RunningNode> nodes, List<Chain> chains) {
    this.screen = screen;
    this.directory = directory;
    this.nodes = nodes;
    this.chains = chains;
  }

  void print(Secp256k1 curve) {
    Wallet carol = Wallet.of(curve, ACCOUNT);
    Address bob = Wallet.of(curve, 1).address();
    List<Part> parts = new ArrayList<>();
    for (Chain chain : chains) {
      parts.add(new Part(chain, carol.transfer(chain, chain.nonce(carol.address()), bob, WEI)));
    }
    BundleDraft draft = BundleDraft.of(parts, 0);
    Path file = directory.resolve("bundle.json");
    Endpoints.writeJson(file, draft.json());

    screen.blank();
    screen.title("All is up. Ctrl-C stops it.");
    nodes.forEach(
        node -> screen.line("   %-12s  %s".formatted(node.site().name(), node.site().address())));
    chains.forEach(chain -> screen.line("   rollup " + chain.id() + "    " + chain.address()));
    screen.line("   addresses     Alice " + Wallet.of(curve, 0).address());
    screen.line("                 Bob   " + bob);
    screen.line("                 Carol " + carol.address());
    screen.line("   endpoints     " + directory.resolve(Endpoints.FILE));
    screen.blank();
    screen.title("Try (in another terminal):");
    screen.line("  # a bundle by Carol, signed and ready; then what became of it");
    String nodeRpc = nodes.getFirst().site().address();
    screen.line("  ./braid send --node " + nodeRpc + " --wait " + file);
    screen.line("  ./braid status --node " + anyOther().address() + " " + draft.id());
    screen.line("  # who leads, and how far each node is");
    screen.line("  ./braid cluster status --dir " + directory);
    screen.line("  # the same by hand");
    screen.line(
        "  curl -s "
            + nodeRpc
            + " -H 'Content-Type: application/json' -d \"{\\\"jsonrpc\\\":\\\"2.0\\\","
            + "\\\"id\\\":1,\\\"method\\\":\\\"atomic_sendBundle\\\",\\\"params\\\":[$(cat "
            + file
            + ")]}\"");
    screen.line(curl("atomic_getBundle", "\"" + draft.id() + "\""));
    screen.line(curl("atomic_getReceipt", "\"" + draft.id() + "\""));
    screen.line(curl("atomic_getCapabilities", ""));
    chains.forEach(chain -> screen.line(balance(chain, bob)));
  }

  /** By cast where it was installed, which a devnet of geths alone does not need. */
  private static String balance(Chain chain, Address account) {
    Path home = Path.of(System.getenv().getOrDefault("BRAID_HOME", "."));
    return Files.isExecutable(home.resolve(CAST))
        ? "  " + CAST + " balance --ether " + account + " --rpc-url " + chain.address()
        : "  curl -s "
            + chain.address()
            + " -H 'Content-Type: application/json' -d '{\"jsonrpc\":\"2.0\",\"id\":1,"
            + "\"method\":\"eth_getBalance\",\"params\":[\""
            + account
            + "\",\"latest\"]}'";
  }

  /** Any node answers for all. */
  private NodeSite anyOther() {
    return nodes.getLast().site();
  }

  private String curl(String method, String params) {
    return "  curl -s "
        + anyOther().address()
        + " -H 'Content-Type: application/json' -d '{\"jsonrpc\":\"2.0\","
        + "\"id\":1,\"method\":\""
        + method
        + "\",\"params\":["
        + params
        + "]}'";
  }
}
