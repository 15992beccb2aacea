package dev.braid.coordinator.devnet;

import dev.braid.coordinator.client.RpcErrorException;
import dev.braid.coordinator.client.UnreachableException;
import dev.braid.protocol.crypto.Secp256k1;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts rollups and nodes, tells the story, and stays up until it is stopped. */
public final class Devnet {
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
    List<Rollup> rollups = Rollups.start(options, workspace, children.beginStage(), screen, curve);
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

  private static void untilInterrupted() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
