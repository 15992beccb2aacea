package dev.braid.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.agent.AgentJar;
import dev.braid.it.agent.RoundClock;
import dev.braid.it.harness.Anvil;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Wallet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F3 and F6 of the design: figures are ratios of what was measured in one run. */
final class Benches {
  private static final int PER_ROUND = 100;
  private static final int ROUNDS = 20;
  private static final int WARM_UP = 8;
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final double F3_GOAL = 1.25;
  private static final double F6_GOAL_SECONDS = 5;

  private final List<Wallet> wallets = Wallet.many("bench", PER_ROUND);

  /**
   * F3: a round of 100 bundles over two anvils, from choose to the last adoption seen, against the
   * same raw batches mined with receipts on the same kind of anvils in parallel, with no
   * coordination.
   */
  @Test
  void rounds(@TempDir Path directory) throws Exception {
    Path clock = directory.resolve("clock");
    Path jar = AgentJar.write(directory, RoundClock.class);
    Network.Plan plan = Network.plan().rollup(901).rollup(902).blockTime("2s");
    Path bare = Files.createDirectory(directory.resolve("bare"));
    Network.run(
        directory,
        wallets,
        plan,
        network -> {
          Node node = network.node().start("-javaagent:" + jar + "=" + clock);
          List<Double> coordinated = new ArrayList<>();
          List<Double> uncoordinated = new ArrayList<>();
          try (Anvil left = Anvil.start(bare, 901, wallets);
              Anvil right = Anvil.start(bare, 902, wallets)) {
            for (int round = 0; round < ROUNDS; round++) {
              List<ObjectNode> bundles = new ArrayList<>();
              for (Wallet wallet : wallets) {
                bundles.add(Bundles.transfers(wallet, round, 901, 902));
              }
              double one = CoordinatedRound.millis(network, node, bundles, clock);
              double other = uncoordinated(left, right, bundles);
              if (round >= WARM_UP && !Double.isNaN(one)) {
                coordinated.add(one);
                uncoordinated.add(other);
              }
            }
          }
          assertThat(coordinated).describedAs("rounds that took all bundles at once").isNotEmpty();
          double ratio =
              CoordinatedRound.median(coordinated) / CoordinatedRound.median(uncoordinated);
          System.out.printf(
              "F3 rounds of %d bundles on 2 anvils: %.1f ms, bare %.1f ms, ratio %.2f (goal %.2f),"
                  + " %d samples%n",
              PER_ROUND,
              CoordinatedRound.median(coordinated),
              CoordinatedRound.median(uncoordinated),
              ratio,
              F3_GOAL,
              coordinated.size());
        });
  }

  private static double uncoordinated(Anvil left, Anvil right, List<ObjectNode> bundles) {
    List<String> bodiesLeft = BareAnvil.bodies(bundles, 0);
    List<String> bodiesRight = BareAnvil.bodies(bundles, 1);
    long start = System.nanoTime();
    CompletableFuture<Void> one =
        CompletableFuture.runAsync(() -> BareAnvil.mine(left, bodiesLeft, bundles.size()));
    BareAnvil.mine(right, bodiesRight, bundles.size());
    one.join();
    return (System.nanoTime() - start) / 1e6;
  }

  /** F6: from the start of the process to the first certified receipt, one node. */
  @Test
  void start(@TempDir Path directory) throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(901).rollup(902),
        network -> {
          Node node = network.node();
          for (int run = 0; run < 3; run++) {
            ObjectNode bundle = Bundles.transfers(wallets.get(run), 0, 901, 902);
            long start = System.nanoTime();
            node.launch();
            Await.until(
                "node to answer with a receipt",
                DEADLINE,
                () ->
                    node.health() != 0
                        && node.rpc()
                            .call("atomic_sendBundle", bundle)
                            .json()
                            .path("result")
                            .has("receipt"));
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                "F6 start to first receipt, %s: %.2f s, ratio to the goal of %.0f s: %.2f%n",
                run == 0 ? "empty" : "with a log",
                seconds,
                F6_GOAL_SECONDS,
                seconds / F6_GOAL_SECONDS);
            node.kill();
          }
        });
  }
}
