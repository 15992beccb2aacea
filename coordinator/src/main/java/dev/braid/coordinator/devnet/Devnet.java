package dev.braid.coordinator.devnet;

import dev.braid.coordinator.client.RpcErrorException;
import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.client.UnreachableException;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.anvil.AnvilBinary;
import dev.braid.rollup.anvil.AnvilCommand;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Starts rollups and a node, tells the story, and stays up until it is stopped. */
public final class Devnet {
  private static final Duration ANVIL_START = Duration.ofSeconds(20);
  private static final Duration NODE_START = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 20;

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
    if (workspace.hasLog()) {
      screen.line("going on with the log in " + workspace.directory());
    }
    List<Rollup> rollups = startRollups(workspace, children);
    String nodeRpc = "http://127.0.0.1:" + options.nodePort();
    List<Chain> chains = rollups.stream().map(Chain::new).toList();
    try (RpcHttp node = new RpcHttp(URI.create(nodeRpc + "/"))) {
      startNode(workspace, children, rollups, node);
      boolean held = tellStory(node, chains);
      if (!options.once()) {
        giveHints(new Hints(screen, workspace.directory(), nodeRpc, chains));
        untilInterrupted();
      }
      return held;
    } finally {
      chains.forEach(Chain::close);
    }
  }

  /** Whatever dies meanwhile, the devnet stays up. */
  private boolean tellStory(RpcHttp node, List<Chain> chains) {
    boolean held = false;
    try {
      held = new Story(screen, node, chains, curve).run();
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
        await(processes.get(i), ANVIL_START, () -> answers(rpc));
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

  private void startNode(
      Workspace workspace, Children children, List<Rollup> rollups, RpcHttp node) {
    Path configuration = workspace.writeConfiguration(options, rollups);
    long start = System.nanoTime();
    Child child =
        children.add(
            Child.start(
                "node",
                NodeProcess.command(configuration),
                workspace.log("node"),
                "./braid node --config " + configuration));
    await(child, NODE_START, () -> healthy(node));
    long millis = (System.nanoTime() - start) / 1_000_000;
    String address = "http://127.0.0.1:" + options.nodePort();
    screen.line("node        " + address + "  pid " + child.pid() + ", ready in " + millis + " ms");
    Endpoints.write(workspace.directory(), address, child.pid(), rollups);
    Endpoints.writeJson(
        workspace.directory().resolve("network.json"),
        node.call("atomic_getCapabilities", "[]", CALL));
  }

  /** 200: all rollups have joined, none is in doubt (api.md). */
  private static boolean healthy(RpcHttp node) {
    try {
      return node.status("/health", CALL) == 200;
    } catch (UnreachableException e) {
      return false;
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Child child, Duration patience, Condition condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (!child.isAlive()) {
        throw new DevnetException(
            child.name() + " " + child.ending() + ". It said:\n" + child.tail());
      }
      if (System.nanoTime() > end) {
        throw new DevnetException(
            child.name()
                + " is not ready after "
                + patience.toSeconds()
                + " s. It said:\n"
                + child.tail());
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DevnetException("interrupted", e);
      }
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
