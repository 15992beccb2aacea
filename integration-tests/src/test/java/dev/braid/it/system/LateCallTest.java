package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.EnginePort;
import dev.braid.it.harness.Geth;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Wallet;
import dev.braid.it.load.Book;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a deposed leader that was paused sends late, word for word, to a geth that has gone on since
 * (design 6.6): as each decided block was made final, geth leaves its head where it is. And where
 * the head is taken back all the same, it stands where the log says within two seconds.
 */
final class LateCallTest {
  private static final int BLOCKS = 5;
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration REPAIRED = Duration.ofSeconds(2);

  private final List<Wallet> wallets = Wallet.many("late", 2 * BLOCKS);

  @Test
  void lateCallsAreRefusedOrRepairedWithinTwoSecondsAndNoDecidedBlockIsLost(@TempDir Path directory)
      throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(901, Engine.GETH).rollup(902, Engine.GETH),
        network -> {
          Node node = network.node().start();
          Book book = new Book();
          List<String> hashes = new ArrayList<>();
          Geth geth = (Geth) network.rollup(901);
          EnginePort port = geth.enginePort();
          for (int block = 1; block <= BLOCKS; block++) {
            assertThat(book.send(node, good(block - 1)).refused()).isFalse();
            book.settle(node, DEADLINE);
            hashes.add(head(geth).path("hash").asText());
          }
          String decided = hashes.get(BLOCKS - 1);
          for (int late = BLOCKS - 2; late >= 0; late--) {
            JsonNode answer = port.forkchoiceUpdated(hashes.get(late));
            assertThat(answer.path("payloadStatus").path("status").asText()).isEqualTo("VALID");
            assertThat(head(geth).path("hash").asText()).isEqualTo(decided);
          }
          List<Double> seconds = new ArrayList<>();
          int takenBack = 0; // as far as it was seen before the repair
          for (int back = BLOCKS - 1; back > 0; back--) {
            long begun = System.nanoTime();
            geth.rpc().call("debug_setHead", "0x" + Integer.toHexString(back));
            takenBack += geth.blockNumber() < BLOCKS ? 1 : 0;
            Await.until(
                "head to be repaired",
                DEADLINE,
                () -> head(geth).path("hash").asText().equals(decided));
            seconds.add((System.nanoTime() - begun) / 1e9);
          }
          System.out.printf("  heads taken back were repaired after %s s%n", seconds);
          assertThat(takenBack).isPositive();
          assertThat(Collections.max(seconds)).isLessThan(REPAIRED.toMillis() / 1e3);

          assertThat(book.send(node, good(BLOCKS)).refused()).isFalse();
          AtomicityChecker.check(network.rollups(), book.settle(node, DEADLINE)).assertHolds();
          for (int block = 1; block <= BLOCKS; block++) {
            JsonNode stands =
                geth.rpc().result("eth_getBlockByNumber", "0x" + Integer.toHexString(block), false);
            assertThat(stands.path("hash").asText()).isEqualTo(hashes.get(block - 1));
          }
          Await.until("node to be healthy", DEADLINE, () -> node.health() == 200);
        });
  }

  private ObjectNode good(int index) {
    return Bundles.transfers(wallets.get(index), 0, 901, 902);
  }

  private static JsonNode head(Geth geth) {
    return geth.rpc().result("eth_getBlockByNumber", "latest", false);
  }
}
