package dev.braid.it.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.chaos.Judge;
import dev.braid.it.chaos.Times;
import dev.braid.it.checker.BundleId;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Wallet;
import dev.braid.it.harness.cluster.Cluster;
import dev.braid.it.harness.cluster.Member;
import dev.braid.it.load.Book;
import dev.braid.it.load.ClusterLoad;
import dev.braid.it.load.Transfers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fault each, under load (O1, O2, D1, D2, A1, A2, A3). */
final class FaultStoriesTest {
  private static final Duration RESUMES = Duration.ofSeconds(120);
  private static final Duration FINISH = Duration.ofSeconds(120);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int SENDERS = 4;

  private final List<Wallet> wallets = Wallet.many("fault-stories", 2_000);

  /** What happens while the load runs. */
  @FunctionalInterface
  private interface Fault {
    void happens(Cluster cluster, ClusterLoad load) throws Exception;
  }

  private void story(Path directory, Fault fault) throws Exception {
    Cluster.run(
        directory,
        wallets,
        Cluster.plan().rollups(901, 902),
        cluster -> {
          cluster.start();
          Book book = new Book();
          Transfers bundles = new Transfers(wallets, 901, 902);
          try (ClusterLoad load = new ClusterLoad(cluster, book, bundles, SENDERS, PAUSE)) {
            load.awaitReceiptAfter(System.nanoTime(), RESUMES);
            fault.happens(cluster, load);
            load.finish(FINISH);
            cluster.awaitHealthy();
            Judge.Findings findings = Judge.judge(cluster, book);
            Judge.verifyFiles(cluster);
            System.out.println("  " + findings);
          }
        });
  }

  @Test
  void aFollowerThenTheLeaderIsKilledAndTheOthersGoOn(@TempDir Path directory) throws Exception {
    story(
        directory,
        (cluster, load) -> {
          Member leader = cluster.leaderAt(load.newestHeight());
          Member follower = cluster.others(leader).get(0);
          follower.kill();
          tellResumed("follower killed", load);
          follower.restart();
          assertThat(cluster.leaderAt(load.newestHeight())).isSameAs(leader);

          leader.kill();
          tellResumed("leader killed", load);
          assertThat(cluster.leaderAt(load.newestHeight())).isNotSameAs(leader);
          leader.restart();
        });
  }

  private static void tellResumed(String what, ClusterLoad load) {
    Duration taken = load.awaitReceiptAfter(System.nanoTime(), RESUMES);
    System.out.println(what + ": next receipt after " + taken.toMillis() + " ms");
  }

  @Test
  void allAreKilledAtOnceThreeTimesAndServiceResumes(@TempDir Path directory) throws Exception {
    story(
        directory,
        (cluster, load) -> {
          List<Duration> resumed = new ArrayList<>();
          for (int time = 0; time < 3; time++) {
            load.awaitReceiptAfter(System.nanoTime(), RESUMES);
            cluster.members().forEach(member -> member.process().signalKill());
            cluster.members().forEach(Member::kill);
            long started = System.nanoTime();
            cluster.members().forEach(Member::launch);
            resumed.add(load.awaitReceiptAfter(started, RESUMES));
          }
          System.out.println("all killed at once: from start to receipt " + Times.of(resumed));
        });
  }

  @Test
  void theLeaderIsStoppedThenTheNextIsPartedAndBothComeBackDeposed(@TempDir Path directory)
      throws Exception {
    story(
        directory,
        (cluster, load) -> {
          Member stopped = cluster.leaderAt(load.newestHeight());
          stopped.pause();
          tellResumed("leader stopped", load);
          assertThat(cluster.leaderAt(load.newestHeight())).isNotSameAs(stopped);
          stopped.resume();
          cluster.awaitHealthy();

          if (!cluster.hosts().canCut()) {
            System.out.println("no network namespaces here: parting the leader cannot be tried");
            return;
          }
          Member parted = cluster.leaderAt(load.newestHeight());
          cluster.isolate(parted);
          tellResumed("leader parted", load);
          assertThat(cluster.leaderAt(load.newestHeight())).isNotSameAs(parted);
          cluster.heal();
        });
  }

  @Test
  void withoutAMajorityWritesAreRefusedAndReadsAreServed(@TempDir Path directory) throws Exception {
    ObjectNode early = Bundles.transfers(Wallet.named("early"), 0, 901, 902);
    ObjectNode late = Bundles.transfers(Wallet.named("late"), 0, 901, 902);
    List<Wallet> funded = List.of(Wallet.named("early"), Wallet.named("late"));
    Cluster.run(
        directory,
        funded,
        Cluster.plan().rollups(901, 902),
        cluster -> {
          cluster.start();
          Book book = new Book();
          Member left = cluster.member(2);
          assertThat(book.send(left.rpc(), early).refused()).isFalse();
          book.settle(left.rpc(), FINISH);
          Await.until("member 2 to know it", FINISH, () -> state(left, early).equals("included"));

          cluster.member(0).kill();
          cluster.member(1).kill();
          JsonRpc.Answer[] refused = new JsonRpc.Answer[1];
          Await.until(
              "a refusal for want of a majority",
              FINISH,
              () -> {
                refused[0] = book.send(left.rpc(), late);
                return refused[0].reason().equals("NO_QUORUM");
              });
          assertThat(refused[0].code()).isEqualTo(-32002);
          assertThat(refused[0].error().path("data").path("retryable").asBoolean()).isTrue();
          assertThat(state(left, early)).isEqualTo("included");
          assertThat(left.rpc().result("atomic_getReceipt", BundleId.of(early)).has("certificate"))
              .isTrue();
          assertThat(left.health()).isNotEqualTo(200);

          cluster.member(0).launch();
          Await.until(
              "the bundle to be taken", FINISH, () -> !book.send(left.rpc(), late).refused());
          cluster.member(1).launch();
          cluster.awaitHealthy();
          Judge.Findings findings = Judge.judge(cluster, book);
          assertThat(findings.rollups().landed()).isEqualTo(2);
        });
  }

  private static String state(Member member, ObjectNode bundle) {
    JsonRpc.Answer answer = member.rpc().call("atomic_getBundle", BundleId.of(bundle));
    return answer.refused() ? "" : answer.result().path("state").asText();
  }
}
