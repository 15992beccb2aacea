package dev.braid.coordinator.devnet;

import dev.braid.coordinator.client.RpcHttp;
import dev.braid.coordinator.client.UnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The nodes of the devnet, all of one log. */
final class Nodes implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(180);
  private static final Duration CALL = Duration.ofSeconds(2);

  private final List<RunningNode> nodes;

  private Nodes(List<RunningNode> nodes) {
    this.nodes = nodes;
  }

  /** Starts all of them at once: a cluster's log needs a majority to begin. */
  static Nodes start(DevnetOptions options, Workspace workspace, Children children) {
    boolean forms = options.isCluster() && !workspace.isFormed();
    List<RunningNode> nodes = new ArrayList<>();
    for (NodeSite site : options.sites()) {
      List<String> command =
          NodeProcess.command(
              site.configuration(),
              options.isCluster(),
              forms ? List.of("--bootstrap") : List.of());
      Child child =
          Child.start(
              site.name(),
              command,
              workspace.log(site.name()),
              "./braid node --config " + site.configuration());
      nodes.add(new RunningNode(site, children.add(child), new RpcHttp(site.rpc())));
    }
    return new Nodes(nodes);
  }

  /** Returns when each of them says that nothing is wrong. */
  void awaitAll(Screen screen) {
    long start = System.nanoTime();
    for (RunningNode node : nodes) {
      Patience.await(node.process(), START, () -> isHealthy(node.rpc()));
      long millis = (System.nanoTime() - start) / 1_000_000;
      screen.line(
          "%-10s  %s  pid %d, ready in %d ms"
              .formatted(node.site().name(), node.site().address(), node.pid(), millis));
    }
  }

  /** 200: it knows a leader, all rollups have joined, none is in doubt (api.md). */
  private static boolean isHealthy(RpcHttp node) {
    try {
      return node.status("/health", CALL) == 200;
    } catch (UnreachableException e) {
      return false;
    }
  }

  List<RunningNode> all() {
    return nodes;
  }

  RunningNode first() {
    return nodes.getFirst();
  }

  @Override
  public void close() {
    nodes.forEach(RunningNode::close);
  }
}
