package dev.braid.coordinator.devnet;

import dev.braid.coordinator.client.RpcErrorException;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.client.UnreachableException;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.anvil.AnvilBinary;
import dev.braid.rollup.anvil.AnvilCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Starts rollups and nodes, tells the story, and stays up until it is stopped. */
public final class Devnet {
  private static final Duration ANVIL_START = Duration.ofSeconds(20);
  private static final Duration CALL = Duration.ofSeconds(2);

  private final DevnetOptions options;
  private final Secp256k1 curve;
  private final Screen screen;

  /**
   * @param colour whether somebody watches on a terminal
   */
  public Devnet(DevnetOptions options, Secp256k1 curve, boolean colour) {
    this.options = options;
    this.curve = curve;
    this.screen = new Screen(System.out, colour);
  }

  /**
   * Returns when the devnet is over: with {@code once} whether the story held; without it only when
   * the thread is interrupted, for a signal ends the process from its shutdown hook.
   *
   * @throws DevnetException when it cannot be started
   */
  public boolean run() {
    try (Workspace workspace = Workspace.open(options);
        Children children = new Children(screen)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(workspace, children), "stop"));
      return run(workspace, children);
    }
  }

  /** Ctrl-C, SIGTERM, or the normal end, when there is nothing left to do. */
  private static void stop(Workspace workspace, Children children) {
    children.close();
    Endpoints.remove(workspace.directory());
  }

  private boolean run(Workspace workspace, Children children) {
    if (workspace.isFormed()) {
      screen.line("going on with the log in " + workspace.directory());
    }
    List<Rollup> rollups = startRollups(workspace, children.beginStage());
    List<Chain> chains = rollups.stream().map(Chain::new).toList();
    new NodeFiles(options, curve).write(rollups);
    try (Nodes nodes = Nodes.start(options, workspace, children.beginStage())) {
      nodes.awaitAll(screen);
      workspace.markFormed();
      tellWhereAllIs(workspace, nodes, rollups);
      boolean held = tellStory(nodes, chains);
      if (!options.once()) {
        giveHints(new Hints(screen, workspace.directory(), nodes.all(), chains));
        untilInterrupted();
      }
      return held;
    } finally {
      chains.forEach(Chain::close);
    }
  }

  private static void tellWhereAllIs(Workspace workspace, Nodes nodes, List<Rollup> rollups) {
    Endpoints.write(workspace.directory(), nodes.all(), rollups);
    Endpoints.writeJson(
        workspace.directory().resolve("network.json"),
        nodes.first().rpc().call("atomic_getCapabilities", "[]", CALL));
  }

  /** Whatever dies meanwhile, the devnet stays up. */
  private boolean tellStory(Nodes nodes, List<Chain> chains) {
    boolean held = false;
    try {
      held = new Story(screen, nodes.all(), chains, curve).run();
    } catch (UnreachableException | RpcErrorException e) {
      screen.bad("   " + e.getMessage());
    }
    screen.blank();
    if (held) {
      screen.good("The story holds: the rollups themselves say so.");
    } else {
      screen.bad("The story does not hold.");
    }
    return held;
  }

  private void giveHints(Hints hints) {
    try {
      hints.print(curve);
    } catch (UnreachableException | RpcErrorException e) {
      screen.warning("no lines to copy: " + e.getMessage());
    }
  }

  private List<Rollup> startRollups(Workspace workspace, Children children) {
    Path home = Path.of(System.getenv().getOrDefault("BRAID_HOME", "."));
    Path anvil =
        AnvilBinary.find(home)
            .orElseThrow(
                () ->
                    new DevnetException(
                        "no anvil found: run coordinator/npm/install, or set BRAID_ANVIL"));
    List<Rollup> rollups = new ArrayList<>();
    List<Child> processes = new ArrayList<>();
    for (int i = 0; i < options.rollups(); i++) {
      ChainId chainId = new ChainId(DevnetOptions.FIRST_CHAIN_ID + i);
      int port = options.rollupPort() + i;
      List<String> command = new ArrayList<>(List.of(anvil.toString()));
      command.addAll(AnvilCommand.arguments(port, chainId));
      String name = "rollup " + chainId;
      Child child =
          Child.start(name, command, workspace.log("rollup-" + chainId), shellLine(command));
      processes.add(children.add(child));
      rollups.add(new Rollup(chainId, port, child.pid()));
    }
    for (int i = 0; i < rollups.size(); i++) {
      Rollup rollup = rollups.get(i);
      try (RpcHttp rpc = new RpcHttp(rollup.rpc())) {
        Patience.await(processes.get(i), ANVIL_START, () -> answers(rpc));
      }
      screen.line(
          "rollup " + rollup.chainId() + "  " + rollup.address() + "  anvil, pid " + rollup.pid());
    }
    return rollups;
  }

  private static String shellLine(List<String> command) {
    return command.stream()
        .map(word -> word.contains(" ") ? "'" + word + "'" : word)
        .collect(Collectors.joining(" "));
  }

  private static boolean answers(RpcHttp rpc) {
    try {
      rpc.call("eth_chainId", "[]", CALL);
      return true;
    } catch (UnreachableException | RpcErrorException e) {
      return false;
    }
  }

  private static void untilInterrupted() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
