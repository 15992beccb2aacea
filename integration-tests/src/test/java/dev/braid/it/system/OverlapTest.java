package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Relay;
import dev.braid.it.harness.Wallet;
import dev.braid.it.load.Book;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds go side by side, and a rollup that is slow or silent delays only who names it (A4). */
final class OverlapTest {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private final Wallet alice = Wallet.named("alice");
  private final Wallet bob = Wallet.named("bob");
  private final List<Wallet> many = Wallet.many("overlap", 200);

  @Test
  void roundsOnDisjointRollupsOverlapInTime(@TempDir Path directory) throws Exception {
    Duration slow = Duration.ofMillis(40);
    Network.Plan plan = Network.plan();
    for (long chain = 901; chain <= 904; chain++) {
      plan.relayed(chain, slow);
    }
    Network.run(
        directory,
        List.of(alice, bob),
        plan,
        network -> {
          Node node = network.node().start();
          Book book = new Book();
          ObjectNode left = Bundles.transfers(alice, 0, 901, 902);
          ObjectNode right = Bundles.transfers(bob, 0, 903, 904);
          String leftId = book.sending(left);
          String rightId = book.sending(right);
          var leftAnswer = node.rpc().callAsync("atomic_sendBundle", left);
          var rightAnswer = node.rpc().callAsync("atomic_sendBundle", right);
          book.answered(leftId, leftAnswer.join());
          book.answered(rightId, rightAnswer.join());

          AtomicityChecker.check(network.rollups(), book.settle(node, DEADLINE)).assertHolds();
          Span first = roundOf(network, 901, 902);
          Span second = roundOf(network, 903, 904);
          assertThat(first.overlaps(second)).describedAs(first + " and " + second).isTrue();
        });
  }

  /** From the first transaction that a pair of rollups was sent to the last block mined there. */
  private record Span(long fromNanos, long toNanos) {
    boolean overlaps(Span other) {
      return fromNanos < other.toNanos && other.fromNanos < toNanos;
    }
  }

  private static Span roundOf(Network network, long... chains) {
    List<Long> starts = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    for (long chain : chains) {
      for (Relay.Call call : network.relay(chain).calls("eth_sendRawTransaction")) {
        starts.add(call.fromNanos());
      }
      network.relay(chain).calls("_mine").forEach(call -> ends.add(call.toNanos()));
    }
    return new Span(
        starts.stream().mapToLong(Long::longValue).min().orElseThrow(),
        ends.stream().mapToLong(Long::longValue).max().orElseThrow());
  }

  @Test
  void aRollupThatNeverAnswersDelaysOnlyBundlesThatNameIt(@TempDir Path directory)
      throws Exception {
    Network.Plan plan = Network.plan().rollup(901).rollup(902).rollup(903);
    Network.run(
        directory,
        many,
        plan,
        network -> {
          Node node = network.node().start();
          Book book = new Book();
          network.rollup(903).process().pause();
          ObjectNode stuck = Bundles.transfers(many.get(0), 0, 902, 903);
          stuck.put("maxTimestamp", System.currentTimeMillis() / 1000 + 120);
          assertThat(book.send(node, stuck).refused()).isFalse();

          List<Long> millis = new ArrayList<>();
          for (int i = 1; i <= 20; i++) {
            long start = System.nanoTime();
            ObjectNode bundle = Bundles.transfers(many.get(i), 0, 901, 902);
            book.send(node, bundle);
            awaitState(node, book.sending(bundle), "included");
            millis.add((System.nanoTime() - start) / 1_000_000);
          }
          System.out.println("beside a silent rollup, ms from sent to included: " + millis);
          String stuckId = book.sending(stuck);
          assertThat(state(node, stuckId)).isEqualTo("sequenced");
          assertThat(millis.stream().sorted().toList().get(10)).isLessThan(1_000L);

          network.rollup(903).process().resume();
          awaitState(node, stuckId, "included");
          AtomicityChecker.check(network.rollups(), book.settle(node, DEADLINE)).assertHolds();
        });
  }

  @Test
  void aBundleOverAFastAndASlowRollupDoesNotStarve(@TempDir Path directory) throws Exception {
    Network.Plan plan = Network.plan().rollup(901).rollup(902);
    plan.relayed(903, Duration.ofMillis(60));
    Network.run(
        directory,
        many,
        plan,
        network -> {
          Node node = network.node().start();
          Book book = new Book();
          int next = 0;
          while (next < 20) {
            book.send(node, Bundles.transfers(many.get(next++), 0, 901, 902));
          }
          ObjectNode wide = Bundles.transfers(many.get(next++), 0, 902, 903);
          wide.put("maxTimestamp", System.currentTimeMillis() / 1000 + 120);
          String wideId = book.sending(wide);
          assertThat(book.send(node, wide).refused()).isFalse();
          long end = System.nanoTime() + DEADLINE.toNanos();
          int passed = 0;
          while (!state(node, wideId).equals("included")) {
            assertThat(System.nanoTime()).describedAs("starved").isLessThan(end);
            if (next < many.size()) {
              book.send(node, Bundles.transfers(many.get(next++), 0, 901, 902));
              passed++;
            }
          }
          System.out.println("fast bundles sent while the wide one waited: " + passed);
          assertThat(passed).isLessThan(many.size() - 21);
          AtomicityChecker.check(network.rollups(), book.settle(node, DEADLINE)).assertHolds();
        });
  }

  private static void awaitState(Node node, String id, String state) {
    Await.until(id + " to be " + state, DEADLINE, () -> state(node, id).equals(state));
  }

  private static String state(Node node, String id) {
    JsonNode told = node.rpc().result("atomic_getBundle", id);
    return told.path("state").asText();
  }
}
