package dev.braid.it.harness.cluster;

import dev.braid.it.harness.Engine;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Wallet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a story that is the same for one node and for a cluster sees: where requests enter, and the
 * rollups' own RPC. All is started and healthy.
 */
public record Doors(List<JsonRpc> all, Map<Long, String> rollups) {
  /** A part of a test; may throw anything. */
  @FunctionalInterface
  public interface Story {
    void tell(Doors doors) throws Exception;
  }

  /** On anvils. */
  public static void run(
      int members, Path directory, List<Wallet> funded, long[] chainIds, Story story)
      throws Exception {
    Map<Long, Engine> rollups = new TreeMap<>();
    for (long chainId : chainIds) {
      rollups.put(chainId, Engine.ANVIL);
    }
    run(members, directory, funded, rollups, story);
  }

  /**
   * @param members 1 = a node of its own, else a cluster of so many
   */
  public static void run(
      int members, Path directory, List<Wallet> funded, Map<Long, Engine> engines, Story story)
      throws Exception {
    if (members == 1) {
      Network.Plan plan = Network.plan();
      engines.forEach(plan::rollup);
      Network.run(
          directory,
          funded,
          plan,
          network ->
              story.tell(new Doors(List.of(network.node().start().rpc()), network.rollups())));
      return;
    }
    Cluster.Plan plan = Cluster.plan().members(members);
    engines.forEach(plan::rollup);
    Cluster.run(
        directory,
        funded,
        plan,
        cluster -> {
          cluster.start();
          List<JsonRpc> doors = cluster.members().stream().map(Member::rpc).toList();
          story.tell(new Doors(doors, cluster.rollups()));
        });
  }

  public JsonRpc first() {
    return all.get(0);
  }

  /** Each number's own; neighbours have different ones. */
  public JsonRpc of(int number) {
    return all.get(number % all.size());
  }

  /** The worst status of {@code GET /health}. */
  public int health() {
    return all.stream().mapToInt(door -> door.get("/health").status()).max().orElseThrow();
  }
}
