package dev.braid.coordinator.devnet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a devnet is made of. Of several nodes each has its ports {@link #PORTS_APART} above those of
 * the one before.
 *
 * @param directory holds everything that it keeps
 * @param nodes how many: 1 is a node of its own, {@link #CLUSTER_SIZES} are a cluster
 * @param rollups how many, 2 to {@link #MAX_ROLLUPS}; chain ids from 901 up
 * @param nodePort public port of the first node
 * @param adminPort administration port of the first node
 * @param memberPort port of the first node for the other members; its event bus is one above
 * @param rollupPort RPC port of the first rollup; the others follow it
 * @param once run the story, check it and end
 */
public record DevnetOptions(
    Path directory,
    int nodes,
    int rollups,
    int nodePort,
    int adminPort,
    int memberPort,
    int rollupPort,
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

  /** Every port that the devnet will listen on. */
  List<Integer> ports() {
    List<Integer> ports = new ArrayList<>();
    for (NodeSite site : sites()) {
      ports.addAll(List.of(site.port(), site.adminPort()));
      if (isCluster()) {
        ports.addAll(List.of(site.memberPort(), site.busPort()));
      }
    }
    for (int i = 0; i < rollups; i++) {
      ports.add(rollupPort + i);
    }
    return ports;
  }
}
