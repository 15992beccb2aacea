package dev.braid.coordinator.devnet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a devnet is made of. Of several nodes each has its ports {@link #PORTS_APART} above those of
 * the one before.
 *
 * @param directory holds everything that it keeps
 * @param nodes how many: 1 is a node of its own, {@link #CLUSTER_SIZES} are a cluster
 * @param rollups how many, 2 to {@link #MAX_ROLLUPS}; chain ids from 901 up
 * @param engines of the rollups, the first rollup's first; again from the first where they end
 * @param nodePort public port of the first node
 * @param adminPort administration port of the first node
 * @param memberPort port of the first node for the other members; its event bus is one above
 * @param rollupPort RPC port of the first rollup; the others follow it
 * @param enginePort of the first rollup's Engine API, where it has one; the others follow it
 * @param once run the story, check it and end
 */
public record DevnetOptions(
    Path directory,
    int nodes,
    int rollups,
    List<Engine> engines,
    int nodePort,
    int adminPort,
    int memberPort,
    int rollupPort,
    int enginePort,
    boolean once) {
  public static final int MAX_ROLLUPS = 32;
  public static final List<Integer> CLUSTER_SIZES = List.of(3, 5);
  public static final int PORTS_APART = 10;
  static final long FIRST_CHAIN_ID = 901;

  boolean isCluster() {
    return nodes > 1;
  }

  List<NodeSite> sites() {
    List<NodeSite> sites = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      String name = isCluster() ? "node-" + (i + 1) : "node";
      Path home = isCluster() ? directory.resolve(name) : directory;
      int apart = i * PORTS_APART;
      sites.add(
          new NodeSite(
              name,
              home.toAbsolutePath().normalize(),
              nodePort + apart,
              adminPort + apart,
              memberPort + apart));
    }
    return sites;
  }

  /** Each rollup's engine. */
  List<Engine> rollupEngines() {
    return IntStream.range(0, rollups).mapToObj(i -> engines.get(i % engines.size())).toList();
  }

  /** Every port that the devnet will listen on. */
  List<Integer> ports() {
    List<Integer> ports = new ArrayList<>();
    for (NodeSite site : sites()) {
      ports.addAll(List.of(site.port(), site.adminPort()));
      if (isCluster()) {
        ports.addAll(List.of(site.memberPort(), site.busPort()));
      }
    }
    List<Engine> kinds = rollupEngines();
    for (int i = 0; i < rollups; i++) {
      ports.add(rollupPort + i);
      if (kinds.get(i) == Engine.GETH) {
        ports.add(enginePort + i);
      }
    }
    return ports;
  }
}
