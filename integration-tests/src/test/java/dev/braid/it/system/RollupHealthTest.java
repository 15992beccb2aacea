package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.harness.Anvil;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Cli;
import dev.braid.it.harness.Engine;
import dev.braid.it.harness.JsonRpc;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Rollup;
import dev.braid.it.harness.Tx;
import dev.braid.it.harness.Wallet;
import dev.braid.it.load.Book;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of rollups is told with its reason, and no trouble of one is another's (A4). */
final class RollupHealthTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long LEFT = 901;
  private static final long RIGHT = 902;

  private final List<Wallet> wallets = Wallet.many("health", 30);
  private final Book book = new Book();
  private int sent;

  private static JsonNode rollups(Node node) {
    return new JsonRpc(node.adminUrl()).result("admin_rollups");
  }

  private static JsonNode rollup(Node node, long chainId) {
    for (JsonNode rollup : rollups(node).path("rollups")) {
      if (Long.decode(rollup.path("chainId").asText()) == chainId) {
        return rollup;
      }
    }
    throw new AssertionError("no rollup " + chainId);
  }

  private static String health(Node node, long chainId) {
    return rollup(node, chainId).path("health").asText();
  }

  private static void await(Node node, long chainId, String health) {
    try {
      Await.until(
          chainId + " to be " + health, DEADLINE, () -> health(node, chainId).equals(health));
    } catch (AssertionError late) {
      throw new AssertionError(late.getMessage() + "\n" + rollups(node).toPrettyString(), late);
    }
  }

  private static void awaitAlarm(Node node, long chainId, String code) {
    Await.until(
        "alarm " + code,
        DEADLINE,
        () -> rollup(node, chainId).path("alarms").path(0).path("code").asText().equals(code));
  }

  /** Sends a bundle of a wallet of its own; gives its id. */
  private String send(Node node, long... chains) {
    ObjectNode bundle = Bundles.transfers(wallets.get(sent++), 0, chains);
    bundle.put("maxTimestamp", System.currentTimeMillis() / 1000 + 300);
    String id = book.sending(bundle);
    assertThat(book.send(node, bundle).refused()).isFalse();
    return id;
  }

  private static JsonNode bundle(Node node, String id) {
    return node.rpc().result("atomic_getBundle", id);
  }

  private static void awaitIncluded(Node node, String id) {
    Await.until(
        "a bundle to be included",
        DEADLINE,
        () -> bundle(node, id).path("state").asText().equals("included"));
  }

  private static String hash(Rollup rollup, String block) {
    return rollup.rpc().result("eth_getBlockByNumber", block, false).path("hash").asText();
  }

  private void check(Network network) {
    AtomicityChecker.check(network.rollups(), book.settle(network.node(), DEADLINE)).assertHolds();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void anEngineThatDiesIsToldAndReplayedWhenItComesBackEmpty(Engine engine, @TempDir Path directory)
      throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(LEFT, engine).rollup(RIGHT),
        network -> {
          Node node = network.node().start();
          await(node, LEFT, "HEALTHY");
          for (int i = 0; i < 3; i++) {
            awaitIncluded(node, send(node, LEFT, RIGHT));
          }
          Rollup left = network.rollup(LEFT);
          String head = hash(left, "latest");

          left.kill();
          await(node, LEFT, "DOWN");
          JsonNode told = node.rpc().get("/health").json();
          assertThat(node.health()).isEqualTo(206);
          assertThat(told.toString()).contains("rollup:901").contains("DOWN");
          awaitAlarm(node, LEFT, "ROLLUP_DOWN");
          String waits = send(node, LEFT, RIGHT);
          awaitIncluded(node, send(node, RIGHT));
          assertThat(bundle(node, waits).path("state").asText()).isEqualTo("sequenced");
          assertThat(health(node, RIGHT)).isEqualTo("HEALTHY");

          left.restartEmpty();
          await(node, LEFT, "HEALTHY");
          awaitIncluded(node, waits);
          assertThat(hash(left, "0x3")).as("replayed, hash for hash").isEqualTo(head);
          assertThat(rollup(node, LEFT).path("alarms")).isEmpty();
          assertThat(node.output()).contains("-> RESTARTED_EMPTY");
          assertThat(node.health()).isEqualTo(200);
          check(network);
        });
  }

  @Test
  void anotherChainAtItsPlaceIsToldAndNotTouched(@TempDir Path directory) throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(LEFT).rollup(RIGHT),
        network -> {
          Node node = network.node().start();
          awaitIncluded(node, send(node, LEFT, RIGHT));
          Anvil left = (Anvil) network.rollup(LEFT);

          left.replaceBy(999, "1700000000");
          await(node, LEFT, "WRONG_CHAIN");
          awaitAlarm(node, LEFT, "WRONG_CHAIN");
          assertThat(rollup(node, LEFT).path("reason").asText()).contains("999");
          String waits = send(node, LEFT, RIGHT);
          awaitIncluded(node, send(node, RIGHT));
          assertThat(left.blockNumber()).isZero();

          left.replaceBy(LEFT, "1700000001");
          Await.until(
              "the other genesis to be told",
              DEADLINE,
              () -> rollup(node, LEFT).path("reason").asText().contains("block 0"));
          assertThat(health(node, LEFT)).isEqualTo("WRONG_CHAIN");
          awaitIncluded(node, send(node, RIGHT));
          assertThat(left.blockNumber()).isZero();
          assertThat(bundle(node, waits).path("state").asText()).isEqualTo("sequenced");

          left.restart();
          await(node, LEFT, "HEALTHY");
          awaitIncluded(node, waits);
          check(network);
        });
  }

  @Test
  void aBlockThatNobodyDecidedSetsARollupApartUntilItIsGone(@TempDir Path directory)
      throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(LEFT).rollup(RIGHT),
        network -> {
          Node node = network.node().start();
          awaitIncluded(node, send(node, LEFT, RIGHT));
          Rollup left = network.rollup(LEFT);
          left.rpc().result("eth_sendRawTransaction", Tx.transfer(LEFT, 0).sign(wallets.get(29)));
          left.rpc().result("evm_mine");
          await(node, LEFT, "FOREIGN_HEAD");
          awaitAlarm(node, LEFT, "FOREIGN_HEAD");
          awaitIncluded(node, send(node, RIGHT));

          left.restartEmpty();
          await(node, LEFT, "HEALTHY");
          awaitIncluded(node, send(node, LEFT, RIGHT));
          check(network);
        });
  }

  @Test
  void anOperatorPausesARollupAndResumesItAndGivesOneUp(@TempDir Path directory) throws Exception {
    Network.run(
        directory,
        wallets,
        Network.plan().rollup(LEFT).rollup(RIGHT),
        network -> {
          Node node = network.node().start();
          awaitIncluded(node, send(node, LEFT, RIGHT));
          assertThat(braid(node, "pause", "901").exit()).isZero();
          await(node, LEFT, "PAUSED");
          assertThat(braid(node, "pause", "901").exit()).as("paused already").isEqualTo(1);
          String waits = send(node, LEFT, RIGHT);
          awaitIncluded(node, send(node, RIGHT));
          assertThat(bundle(node, waits).path("state").asText()).isEqualTo("sequenced");
          assertThat(network.rollup(LEFT).blockNumber()).isEqualTo(1);
          assertThat(node.rpc().result("atomic_getCapabilities").at("/chains/0/state").asText())
              .isEqualTo("paused");

          node.kill();
          node.launch();
          Await.until("the node to answer", DEADLINE, () -> node.health() == 206);
          await(node, LEFT, "PAUSED");
          awaitIncluded(node, send(node, RIGHT));
          Cli.Result list = braid(node, "list");
          assertThat(list.exit()).isZero();
          assertThat(list.output()).contains("paused").contains("PAUSED").contains("HEALTHY");

          assertThat(braid(node, "resume", "0x385").exit()).isZero();
          awaitIncluded(node, waits);
          await(node, LEFT, "HEALTHY");
          check(network);

          assertThat(braid(node, "diverged", "902", "--yes").exit()).isZero();
          await(node, RIGHT, "DIVERGED");
          assertThat(braid(node, "resume", "902").exit()).isEqualTo(1);
          assertThat(braid(node, "pause", "7").exit()).as("no such rollup").isEqualTo(1);
          assertThat(braid(node, "pause", "left").exit()).as("no chain id").isEqualTo(2);
          node.kill();
          assertThat(braid(node, "list").exit()).isEqualTo(3);
        });
  }

  private static Cli.Result braid(Node node, String... arguments) {
    List<String> all = new ArrayList<>(List.of("rollup"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--node", node.adminUrl()));
    return Cli.run(node.directory(), all.toArray(String[]::new));
  }
}
