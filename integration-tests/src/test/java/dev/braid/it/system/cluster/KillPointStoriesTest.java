package dev.braid.it.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.agent.AgentJar;
import dev.braid.it.agent.KillAgent;
import dev.braid.it.agent.KillPoint;
import dev.braid.it.chaos.Judge;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.EnginePair;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Tx;
import dev.braid.it.harness.Wallet;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.harness.cluster.Member;
import dev.braid.it.load.Book;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The leader dies, or is stopped and wakes up deposed with engine calls in its hands, at every step
 * of a round: the next leader finishes what was decided, drops what was not, and nothing is torn or
 * done twice (A1, A2, A3, D1, D2).
 */
final class KillPointStoriesTest {
  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int AT_ONCE = 3;

  /** Killed, or stopped. */
  private static final List<String> HOW = List.of("self", "stop");

  private final List<Wallet> wallets = Wallet.many("cluster-kill", 200);
  private final Iterator<Wallet> unused = wallets.iterator();

  static List<EnginePair> engines() {
    return EnginePair.chosen(EnginePair.GETH_AND_ANVIL);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void theLeaderFailsAtEveryStepOfARound(EnginePair engines, @TempDir Path directory)
      throws Exception {
    Path arming = directory.resolve("arm");
    Path jar = AgentJar.write(directory, KillAgent.class);
    String agent = "-javaagent:" + jar + "=@" + arming;
    Cluster.run(
        directory,
        wallets,
        Cluster.plan().rollup(901, engines.first()).rollup(902, engines.second()),
        cluster -> {
          cluster.start(agent);
          Book book = new Book();
          send(cluster, book, List.of(good()));
          for (KillPoint point : KillPoint.values()) {
            for (String how : HOW) {
              Path marker = directory.resolve("hit-" + point + "-" + how);
              arm(arming, point + ",1," + how + "," + marker);
              fail(cluster, book, marker);
              mend(cluster, agent);
              cluster.awaitHealthy();
              book.settle(cluster.member(0).rpc(), DEADLINE);
            }
          }
          Judge.Findings findings = Judge.judge(cluster, book);
          int times = KillPoint.values().length * HOW.size();
          assertThat(findings.log().terms()).isGreaterThan(times);
          assertThat(findings.rollups().landed()).isEqualTo(1 + times * (AT_ONCE + 1));
          Judge.verifyFiles(cluster);
          System.out.println(
              "leader killed or stopped at every step, " + engines + ": " + findings);
        });
  }

  /** Bundles in whose round the leader fails, and one more for the next leader. */
  private void fail(Cluster cluster, Book book, Path marker) {
    List<ObjectNode> burst = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      burst.add(good());
    }
    burst.add(reverting());
    send(cluster, book, burst);
    Await.until(marker + " to be written", DEADLINE, () -> Files.exists(marker));
    send(cluster, book, List.of(good()));
  }

  private static void arm(Path file, String content) {
    try {
      Path whole = Files.writeString(file.resolveSibling("arm.new"), content);
      Files.move(whole, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends each until it has a definite answer, to one member after the other. */
  private static void send(Cluster cluster, Book book, List<ObjectNode> bundles) {
    int turn = 0;
    for (ObjectNode bundle : bundles) {
      int[] next = {turn++};
      Await.until(
          "an answer",
          DEADLINE,
          () -> {
            Member member = cluster.member(next[0]++ % cluster.members().size());
            try {
              JsonRpc.Answer answer = book.send(member.rpc(PATIENCE), bundle);
              return !answer.error().path("data").path("retryable").asBoolean();
            } catch (UncheckedIOException e) {
              return false;
            }
          });
    }
  }

  private static void mend(Cluster cluster, String agent) {
    for (Member member : cluster.members()) {
      if (!member.alive()) {
        member.launch(agent);
      } else if (member.isStopped()) {
        member.process().resume();
      }
    }
  }

  private ObjectNode good() {
    long deadline = System.currentTimeMillis() / 1000 + 240;
    ObjectNode bundle = Bundles.transfers(unused.next(), 0, 901, 902);
    return bundle.put("maxTimestamp", deadline);
  }

  private ObjectNode reverting() {
    Wallet wallet = unused.next();
    ObjectNode bundle = Bundles.transfers(wallet, 0, 901);
    Bundles.slice(bundle, 902, List.of(Tx.reverting(902, 0).sign(wallet)));
    return bundle;
  }
}
