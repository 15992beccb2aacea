package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.checker.Verdict;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.cluster.Doors;
import dev.braid.it.load.Book;
import dev.braid.it.load.Kind;
import dev.braid.it.load.RandomBundle;
import dev.braid.it.load.RandomBundles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random bundles over three real rollups, on anvil, on geth and on both, judged by the rollups' own
 * RPC (A1, O2, L1): 1,000 on one node and anvils, fewer on the others in each build ({@code
 * -Dbraid.bundles=1000} for all).
 */
final class RandomBundlesTest {
  private static final int AT_ONCE = 48;
  private static final List<Long> CHAINS = List.of(901L, 902L, 903L);

  @Test
  void landWholeOrNotAtAllOnAnvils(@TempDir Path directory) throws Exception {
    run(1, 1_000, directory, Engine.ANVIL);
  }

  @Test
  void landWholeOrNotAtAllOnAnvilsThroughACluster(@TempDir Path directory) throws Exception {
    run(3, 300, directory, Engine.ANVIL);
  }

  @Test
  void landWholeOrNotAtAllOnGeths(@TempDir Path directory) throws Exception {
    run(1, 200, directory, Engine.GETH);
  }

  @Test
  void landWholeOrNotAtAllOnGethsThroughACluster(@TempDir Path directory) throws Exception {
    run(3, 100, directory, Engine.GETH);
  }

  @Test
  void landWholeOrNotAtAllOnBothKinds(@TempDir Path directory) throws Exception {
    run(1, 200, directory, Engine.GETH, Engine.ANVIL);
  }

  @Test
  void landWholeOrNotAtAllOnBothKindsThroughACluster(@TempDir Path directory) throws Exception {
    run(3, 100, directory, Engine.GETH, Engine.ANVIL);
  }

  /**
   * @param ofBuild how many bundles unless it is said
   * @param engines taken in turn by the rollups
   */
  private static void run(int members, int ofBuild, Path directory, Engine... engines)
      throws Exception {
    long seed = Long.getLong("braid.seed", System.nanoTime());
    int count = Integer.getInteger("braid.bundles", ofBuild);
    Map<Long, Engine> rollups = new TreeMap<>();
    for (long chainId : CHAINS) {
      rollups.put(chainId, engines[rollups.size() % engines.length]);
    }
    System.out.printf(
        "%d random bundles, %d members, %s: seed %d (-Dbraid.seed=%d)%n",
        count, members, rollups, seed, seed);
    Doors.run(
        members,
        directory,
        RandomBundles.wallets(seed, count),
        rollups,
        doors -> story(doors, seed, count));
  }

  private static void story(Doors doors, long seed, int count) throws InterruptedException {
    Book book = new Book();
    useUpNonces(doors.first(), book, seed);
    List<RandomBundle> bundles = RandomBundles.make(seed, CHAINS, count);
    Map<Integer, Sent> sent = sendAll(doors, book, bundles);

    List<SentBundle> settled = book.settle(doors.first(), Duration.ofSeconds(120));
    Verdict verdict = AtomicityChecker.check(doors.rollups(), settled);
    verdict.assertHolds();

    Map<String, SentBundle> byId = new HashMap<>();
    settled.forEach(bundle -> byId.put(bundle.id(), bundle));
    Map<Kind, Map<String, Integer>> counts = new TreeMap<>();
    Map<Integer, Integer> landedOfPair = new HashMap<>();
    List<String> surprises = new ArrayList<>();
    for (RandomBundle bundle : bundles) {
      Sent one = Objects.requireNonNull(sent.get(bundle.number()));
      SentBundle known = Objects.requireNonNull(byId.get(one.id()));
      String outcome = one.outcome(known);
      counts.computeIfAbsent(bundle.kind(), key -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
      if (!bundle.kind().outcomes().contains(outcome)) {
        surprises.add(bundle.kind() + " ended " + outcome + ": " + one.id());
      }
      if (bundle.pair() >= 0 && outcome.equals("included")) {
        landedOfPair.merge(bundle.pair(), 1, Integer::sum);
      }
    }
    counts.forEach((kind, outcomes) -> System.out.println("  " + kind + " " + outcomes));
    System.out.println(
        "  judged "
            + verdict.bundles()
            + " bundles, "
            + verdict.landed()
            + " landed, "
            + verdict.transactions()
            + " transactions");
    assertThat(surprises).isEmpty();
    assertThat(landedOfPair.values()).allMatch(landed -> landed == 1);
    assertThat(doors.health()).isEqualTo(200);
  }

  /** Uses nonce 0 of one wallet on every chain, so that there are low nonces to send. */
  private static void useUpNonces(JsonRpc node, Book book, long seed) {
    ObjectNode bundle = Bundles.transfers(RandomBundles.used(seed), 0, 901, 902, 903);
    assertThat(book.send(node, bundle).refused()).isFalse();
    JsonNode told = book.settle(node, Duration.ofSeconds(30)).get(0).lastWord();
    assertThat(told.path("state").asText()).isEqualTo("included");
  }

  private record Sent(String id, JsonRpc.Answer answer) {
    String outcome(SentBundle known) {
      if (answer.refused()) {
        return "refused:" + answer.reason();
      }
      JsonNode told = known.lastWord();
      String state = told.path("state").asText();
      String code = told.path("reason").path("code").asText("");
      return code.isEmpty() ? state : state + ":" + code;
    }
  }

  private static Map<Integer, Sent> sendAll(Doors doors, Book book, List<RandomBundle> bundles)
      throws InterruptedException {
    Semaphore slots = new Semaphore(AT_ONCE);
    Map<Integer, Sent> sent = new HashMap<>();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (RandomBundle bundle : bundles) {
      ObjectNode json = bundle.at(System.currentTimeMillis() / 1000);
      String id = book.sending(json);
      for (int copy = 0; copy < bundle.copies(); copy++) {
        slots.acquire();
        all.add(
            doors
                .of(bundle.number() + copy)
                .callAsync("atomic_sendBundle", json)
                .whenComplete((answer, failure) -> slots.release())
                .thenAccept(
                    answer -> {
                      book.answered(id, answer);
                      synchronized (sent) {
                        sent.put(bundle.number(), new Sent(id, answer));
                      }
                    }));
      }
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    synchronized (sent) {
      return new HashMap<>(sent);
    }
  }
}
