package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.BundleId;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Tx;
import dev.braid.it.harness.Wallet;
import dev.braid.it.load.Book;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is stopped, or killed with all its rollups, keeps every word that it gave (D1, D2).
 */
final class RestartTest {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private final List<Wallet> wallets = Wallet.many("restart", 130);

  @Test
  void everythingToldIsToldAgainAfterARestart(@TempDir Path directory) throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(901).rollup(902),
        network -> {
          Node node = network.node().start();
          Book book = new Book();
          everyFate(node, book);
          Map<String, JsonNode> before = everythingTold(node, book);

          node.process().terminate();
          assertThat(node.process().awaitExit(Duration.ofSeconds(20))).isIn(0, 128 + 15);
          node.start();
          assertThat(everythingTold(node, book)).isEqualTo(before);

          node.kill();
          network.rollup(901).kill();
          network.rollup(902).kill();
          network.rollup(901).restart();
          network.rollup(902).restart();
          node.start();
          assertThat(everythingTold(node, book)).isEqualTo(before);
          assertThat(book.send(node, Bundles.transfers(wallets.get(9), 0, 901, 902)).refused())
              .isFalse();
          AtomicityChecker.check(network.rollups(), book.settle(node, DEADLINE)).assertHolds();
        });
  }

  /** One bundle of each final state that there is today. */
  private void everyFate(Node node, Book book) {
    book.send(node, Bundles.transfers(wallets.get(0), 0, 901, 902));
    ObjectNode reverting = Bundles.transfers(wallets.get(1), 0, 901);
    Bundles.slice(reverting, 902, List.of(Tx.reverting(902, 0).sign(wallets.get(1))));
    book.send(node, reverting);
    ObjectNode ahead = Bundles.transfers(wallets.get(2), 5, 901, 902);
    ahead.put("maxTimestamp", System.currentTimeMillis() / 1000 + 8);
    book.send(node, ahead);
    ObjectNode cancelled = Bundles.transfers(wallets.get(3), 5, 901, 902);
    wallets.get(3).submit(cancelled);
    book.send(node, cancelled);
    String id = BundleId.of(cancelled);
    ObjectNode cancel = JsonRpc.JSON.createObjectNode().put("bundleId", id);
    cancel.put("signature", wallets.get(3).cancelSignature(id));
    JsonNode answer = node.rpc().result("atomic_cancelBundle", cancel);
    assertThat(answer.path("cancelled").asBoolean()).isTrue();
    assertThat(answer.path("state").asText()).isEqualTo("cancelled");
    List<String> states = new ArrayList<>();
    for (SentBundle bundle : book.settle(node, DEADLINE)) {
      JsonNode told = bundle.lastWord();
      String code = told.path("reason").path("code").asText("");
      states.add(told.path("state").asText() + (code.isEmpty() ? "" : ":" + code));
    }
    assertThat(states)
        .containsExactly(
            "included", "rejected:REVERTED", "expired:NONCE_TOO_HIGH", "cancelled:CANCELLED");
  }

  /** All answers that hang on the log alone. */
  private static Map<String, JsonNode> everythingTold(Node node, Book book) {
    Map<String, JsonNode> told = new TreeMap<>();
    for (SentBundle bundle : book.settle(node, DEADLINE)) {
      String id = BundleId.of(bundle.json());
      told.put(id, bundle.lastWord());
      told.put(id + " receipt", node.rpc().result("atomic_getReceipt", id));
      JsonRpc.Answer decision = node.rpc().call("atomic_getReceipt", id, "decision");
      told.put(id + " decision", decision.json());
      told.put(id + " sent again", node.rpc().result("atomic_sendBundle", bundle.json()));
    }
    for (int height = 0; height < 4; height++) {
      String quantity = "0x" + Integer.toHexString(height);
      told.put("batch " + height, node.rpc().result("atomic_getBatch", quantity));
    }
    return told;
  }

  @Test
  void aBundleIsAdoptedSoonAfterItIsSent(@TempDir Path directory) throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(901).rollup(902),
        network -> {
          Node node = network.node().start();
          Book book = new Book();
          List<Double> millis = new ArrayList<>();
          for (int i = 0; i < 120; i++) {
            ObjectNode bundle = Bundles.transfers(wallets.get(i), 0, 901, 902);
            String id = BundleId.of(bundle);
            long start = System.nanoTime();
            book.send(node, bundle);
            Await.until(
                "bundle to be included",
                DEADLINE,
                () ->
                    node.rpc()
                        .result("atomic_getBundle", id)
                        .path("state")
                        .asText()
                        .equals("included"));
            millis.add((System.nanoTime() - start) / 1e6);
          }
          List<Double> warm = millis.subList(20, 120).stream().sorted().toList();
          System.out.printf(
              "sent to adopted, 2 slices, on demand: median of 100 = %.1f ms, p95 = %.1f ms%n",
              warm.get(50), warm.get(95));
          AtomicityChecker.check(network.rollups(), book.settle(node, DEADLINE)).assertHolds();
          assertThat(warm.get(50)).isLessThan(1_000);
        });
  }
}
