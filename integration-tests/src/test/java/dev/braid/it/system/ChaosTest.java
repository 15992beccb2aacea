package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.checker.Verdict;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Rollup;
import dev.braid.it.load.Book;
import dev.braid.it.load.RandomBundle;
import dev.braid.it.load.RandomBundles;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random bundles while node and rollups are killed at random moments (A1, A3, D1, D2, O2). */
final class ChaosTest {
  private static final int BUNDLES = 300;
  private static final int SENDERS = 8;
  private static final Duration DEADLINE = Duration.ofSeconds(120);
  private static final List<Long> CHAINS = List.of(901L, 902L, 903L);

  @ParameterizedTest
  @EnumSource
  void nothingIsTornWhateverDiesWhen(Engine engine, @TempDir Path directory) throws Exception {
    long seed = Long.getLong("braid.seed", System.nanoTime());
    System.out.println(
        "chaos, first rollup on " + engine + ": seed " + seed + " (-Dbraid.seed=" + seed + ")");
    Network.Plan plan = Network.plan().rollup(901, engine).rollup(902).rollup(903, engine);
    Network.run(
        directory, RandomBundles.wallets(seed, BUNDLES), plan, network -> story(network, seed));
  }

  private static void story(Network network, long seed) {
    Node node = network.node().start();
    Book book = new Book();
    List<RandomBundle> bundles = RandomBundles.make(seed, CHAINS, BUNDLES);
    AtomicInteger done = new AtomicInteger();
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        all.add(CompletableFuture.runAsync(() -> send(node, book, bundles, next, done), senders));
      }
      Random random = new Random(seed);
      for (int kill = 1; kill <= 6; kill++) {
        int after = bundles.size() * kill / 8 + random.nextInt(10);
        Await.until("bundles to be sent", DEADLINE, () -> done.get() >= after);
        if (kill % 2 == 1) {
          node.kill();
          node.start();
        } else {
          Rollup victim = network.rollup(CHAINS.get(random.nextInt(CHAINS.size())));
          victim.kill();
          if (random.nextBoolean()) {
            victim.restart();
          } else {
            victim.restartEmpty();
          }
        }
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }
    List<SentBundle> settled = book.settle(node, DEADLINE);
    Verdict verdict = AtomicityChecker.check(network.rollups(), settled);
    verdict.assertHolds();
    System.out.println(
        "  judged " + verdict.bundles() + " bundles, " + verdict.landed() + " landed, 6 kills");
    assertThat(verdict.landed()).isGreaterThan(BUNDLES / 4);
    Await.until("node to be healthy", DEADLINE, () -> node.health() == 200);
  }

  private static void send(
      Node node, Book book, List<RandomBundle> bundles, AtomicInteger next, AtomicInteger done) {
    for (int i = next.getAndIncrement(); i < bundles.size(); i = next.getAndIncrement()) {
      ObjectNode bundle = bundles.get(i).at(System.currentTimeMillis() / 1000);
      String id = book.sending(bundle);
      Await.until("an answer", DEADLINE, () -> answered(node, book, id, bundle));
      done.incrementAndGet();
    }
  }

  /** The same bundle again is always safe (O2), so whatever may be repeated is. */
  private static boolean answered(Node node, Book book, String id, ObjectNode bundle) {
    try {
      JsonRpc.Answer answer = node.rpc().call("atomic_sendBundle", bundle);
      book.answered(id, answer);
      return !answer.error().path("data").path("retryable").asBoolean();
    } catch (UncheckedIOException e) {
      return false;
    }
  }
}
