package dev.braid.it.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.agent.AgentJar;
import dev.braid.it.agent.RoundClock;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.Geth;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Wallet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds on two geths against the same blocks on the same kind of geths, as F3 does on anvils. */
final class GethBenches {
  private static final int ROUNDS = 16;
  private static final int WARM_UP = 6;
  private static final double GOAL = 1.25;

  @ParameterizedTest
  @ValueSource(ints = {3, 100, 500})
  void rounds(int bundlesOfRound, @TempDir Path directory) throws Exception {
    List<Wallet> wallets = Wallet.many("geth-bench", bundlesOfRound);
    Path clock = directory.resolve("clock");
    Path jar = AgentJar.write(directory, RoundClock.class);
    Path bare = Files.createDirectory(directory.resolve("bare"));
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(901, Engine.GETH).rollup(902, Engine.GETH).blockTime("2s"),
        network -> {
          Node node = network.node().start("-javaagent:" + jar + "=" + clock);
          List<Double> coordinated = new ArrayList<>();
          List<Double> uncoordinated = new ArrayList<>();
          try (Geth left = (Geth) Engine.GETH.start(bare, 901, wallets, "127.0.0.1");
              Geth right = (Geth) Engine.GETH.start(bare, 902, wallets, "127.0.0.1")) {
            for (int round = 0; round < ROUNDS; round++) {
              List<ObjectNode> bundles = new ArrayList<>();
              for (Wallet wallet : wallets) {
                bundles.add(Bundles.transfers(wallet, round, 901, 902));
              }
              double one = CoordinatedRound.millis(network, node, bundles, clock);
              double other = uncoordinated(left, right, bundles);
              if (round >= WARM_UP) {
                uncoordinated.add(other);
                if (!Double.isNaN(one)) {
                  coordinated.add(one);
                }
              }
            }
          }
          assertThat(coordinated).describedAs("rounds that took all bundles at once").isNotEmpty();
          double ratio =
              CoordinatedRound.median(coordinated) / CoordinatedRound.median(uncoordinated);
          System.out.printf(
              "rounds of %d bundles on 2 geths: %.1f ms, bare %.1f ms, ratio %.2f (goal %.2f),"
                  + " %d samples%n",
              bundlesOfRound,
              CoordinatedRound.median(coordinated),
              CoordinatedRound.median(uncoordinated),
              ratio,
              GOAL,
              coordinated.size());
        });
  }

  private static double uncoordinated(Geth left, Geth right, List<ObjectNode> bundles) {
    BareGeth one = new BareGeth(left);
    BareGeth other = new BareGeth(right);
    List<String> leftList = BareGeth.transactions(bundles, 0);
    List<String> rightList = BareGeth.transactions(bundles, 1);
    JsonNode leftHead = one.head();
    JsonNode rightHead = other.head();
    long start = System.nanoTime();
    CompletableFuture<Void> both = CompletableFuture.runAsync(() -> one.round(leftHead, leftList));
    other.round(rightHead, rightList);
    both.join();
    return (System.nanoTime() - start) / 1e6;
  }
}
