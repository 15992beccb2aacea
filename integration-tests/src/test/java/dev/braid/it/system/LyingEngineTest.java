package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.BundleId;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Liar;
import dev.braid.it.harness.Liar.Lie;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Wallet;
import dev.braid.it.load.Book;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A geth that answers anything but the truth, at each step of a round: nothing is half done, other
 * rollups do not notice, who looks at the node's health is told which rollup and why, and when the
 * engine is itself again all goes on (A1, A2, A4).
 */
final class LyingEngineTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String NEW_PAYLOAD = "engine_newPayload";
  private static final String FORKCHOICE = "engine_forkchoiceUpdated";
  private static final String BUILD = "testing_buildBlock";
  private static final String RECEIPTS = "debug_getRawReceipts";

  private final List<Wallet> wallets = Wallet.many("lies", 60);
  private final Iterator<Wallet> unused = wallets.iterator();

  /** Lies about candidates: the bundle waits, and no rollup gets a block of it. */
  private static Map<String, Lie> aboutCandidates() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    for (String status : List.of("SYNCING", "ACCEPTED", "INVALID")) {
      lies.put("newPayload says " + status, new Lie.Changed(NEW_PAYLOAD, status(status)));
    }
    lies.put("builds another list", new Lie.Changed(BUILD, LyingEngineTest::withoutTransactions));
    lies.put("builds under another hash", new Lie.Changed(BUILD, LyingEngineTest::otherHash));
    lies.put("shows other receipts", new Lie.Changed(RECEIPTS, LyingEngineTest::reverted));
    lies.put("HTTP 500 to all", new Lie.Failure(""));
    lies.put("garbage to all", new Lie.Garbage(""));
    lies.put("silence to all", new Lie.Silence(""));
    return lies;
  }

  /** Lies about decided blocks: the other rollup adopts, this one stays in doubt until it does. */
  private static Map<String, Lie> aboutDecidedBlocks() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    for (String status : List.of("SYNCING", "INVALID")) {
      lies.put(
          "forkchoiceUpdated says " + status,
          new Lie.Changed(
              FORKCHOICE,
              result -> {
                put(result.path("payloadStatus"), status);
                return result;
              }));
    }
    lies.put("forkchoiceUpdated fails", new Lie.Failure(FORKCHOICE));
    lies.put("forkchoiceUpdated is never answered", new Lie.Silence(FORKCHOICE));
    return lies;
  }

  @Test
  void nothingIsHalfDoneAndOthersDoNotNotice(@TempDir Path directory) throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().lying(901, Engine.GETH).rollup(902, Engine.GETH).rollup(903, Engine.ANVIL),
        network -> {
          network.node().start();
          Book book = new Book();
          include(network, book, 901, 902);
          aboutCandidates().forEach((name, lie) -> waits(network, book, name, lie));
          aboutDecidedBlocks().forEach((name, lie) -> isInDoubt(network, book, name, lie));
          AtomicityChecker.check(network.rollups(), book.settle(network.node(), DEADLINE))
              .assertHolds();
        });
  }

  private void waits(Network network, Book book, String name, Lie lie) {
    long before = network.rollup(901).blockNumber();
    String id = tell(network, book, name, lie);

    assertThat(state(network.node(), id)).describedAs(name).isEqualTo("sequenced");
    assertThat(network.rollup(901).blockNumber()).describedAs(name).isEqualTo(before);
    tellTheTruth(network, name, id);
  }

  private void isInDoubt(Network network, Book book, String name, Lie lie) {
    String id = tell(network, book, name, lie);

    assertThat(state(network.node(), id)).describedAs(name).isEqualTo("decided");
    tellTheTruth(network, name, id);
  }

  /** While the lie lasts a bundle of other rollups lands, and health names this one and why. */
  private String tell(Network network, Book book, String name, Lie lie) {
    Liar liar = network.liar(901);
    liar.lie(lie);
    ObjectNode bundle = good(901, 902);
    assertThat(book.send(network.node(), bundle).refused()).describedAs(name).isFalse();
    Await.until("lie: " + name, DEADLINE, () -> liar.lies() > 0);
    long begun = System.nanoTime();
    include(network, book, 902, 903);
    double seconds = (System.nanoTime() - begun) / 1e9;
    String why = Await.value("health to name the rollup: " + name, DEADLINE, () -> why(network));
    System.out.printf("  %s: others landed after %.2f s; health: %s%n", name, seconds, why);
    assertThat(liar.lies()).isPositive();
    return BundleId.of(bundle);
  }

  private static void tellTheTruth(Network network, String name, String id) {
    network.liar(901).tellTheTruth();
    Node node = network.node();
    Await.until("included after: " + name, DEADLINE, () -> state(node, id).equals("included"));
    Await.until("healthy after: " + name, DEADLINE, () -> node.health() == 200);
  }

  private void include(Network network, Book book, long... chains) {
    ObjectNode bundle = good(chains);
    assertThat(book.send(network.node(), bundle).refused()).isFalse();
    String id = BundleId.of(bundle);
    Await.until(
        "bundle to be included", DEADLINE, () -> state(network.node(), id).equals("included"));
  }

  private ObjectNode good(long... chains) {
    long deadline = System.currentTimeMillis() / 1000 + 240;
    return Bundles.transfers(unused.next(), 0, chains).put("maxTimestamp", deadline);
  }

  private static String state(Node node, String id) {
    return node.rpc().result("atomic_getBundle", id).path("state").asText();
  }

  /** What health says of the rollup; null while nothing. */
  private static @org.jspecify.annotations.Nullable String why(Network network) {
    for (JsonNode problem : network.node().rpc().get("/health").json().path("problems")) {
      if (problem.path("key").asText().equals("rollup:901")) {
        String message = problem.path("message").asText();
        return message.isBlank() ? null : message;
      }
    }
    return null;
  }

  private static UnaryOperator<JsonNode> status(String status) {
    return result -> {
      put(result, status);
      return result;
    };
  }

  private static void put(JsonNode payloadStatus, String status) {
    ((ObjectNode) payloadStatus)
        .put("status", status)
        .putNull("latestValidHash")
        .putNull("validationError");
  }

  private static JsonNode withoutTransactions(JsonNode built) {
    ((ObjectNode) built.path("executionPayload")).putArray("transactions");
    return built;
  }

  private static JsonNode otherHash(JsonNode built) {
    ((ObjectNode) built.path("executionPayload")).put("blockHash", "0x" + "ab".repeat(32));
    return built;
  }

  /** Each receipt with another status: the byte before the cumulative gas. */
  private static JsonNode reverted(JsonNode receipts) {
    ArrayNode changed = JsonRpc.JSON.createArrayNode();
    for (JsonNode receipt : receipts) {
      changed.add(receipt.asText().replaceFirst("^(0x02f9....)01", "$180"));
    }
    return changed;
  }
}
