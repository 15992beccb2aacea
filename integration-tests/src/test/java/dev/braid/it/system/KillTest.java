package dev.braid.it.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.it.agent.AgentJar;
import dev.braid.it.agent.KillAgent;
import dev.braid.it.agent.KillPoint;
import dev.braid.it.checker.AtomicityChecker;
import dev.braid.it.checker.SentBundle;
import dev.braid.it.checker.Verdict;
import dev.braid.it.harness.Await;
import dev.braid.it.harness.Bundles;
import dev.braid.it.harness.Cli;
import dev.braid.it.harness.EnginePair;
import dev.braid.it.harness.Network;
import dev.braid.it.harness.Node;
import dev.braid.it.harness.Rollup;
import dev.braid.it.harness.Tx;
import dev.braid.it.harness.Wallet;
import dev.braid.it.load.Book;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} of the node, and of a rollup, at every step of a round: afterwards every bundle
 * still stands on all its rollups or on none, and nothing acknowledged is lost (A1, A3, D1, D2); on
 * anvils, on geths, and on one of each.
 */
final class KillTest {
  private static final int ROUND = 3;
  private static final int AT_ONCE = 4;
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private final List<Wallet> wallets = Wallet.many("kill", 12);
  private int nextWallet;

  @ParameterizedTest
  @MethodSource("deathsOfTheNode")
  void theNodeDiesAndNothingIsTorn(KillPoint point, EnginePair engines, @TempDir Path directory)
      throws Exception {
    run(
        directory,
        engines,
        network -> {
          Node node = network.node();
          Book book = new Book();
          Path marker = directory.resolve("hit");
          node.start(agent(directory, point, "self", marker));
          quietRounds(node, book);

          List<CompletableFuture<?>> answers = burst(node, book);
          assertThat(node.process().awaitExit(DEADLINE)).isEqualTo(128 + 9);
          assertThat(marker).hasContent(point.name());
          answers.forEach(answer -> answer.exceptionally(failure -> null).join());
          assertThat(book.acknowledged()).isGreaterThanOrEqualTo(ROUND - 1);

          node.start();
          judge(network, book);
        });
  }

  @ParameterizedTest
  @MethodSource("deathsOfARollup")
  void aRollupDiesAndItsBlocksAreReplayed(
      KillPoint point, EnginePair engines, @TempDir Path directory) throws Exception {
    run(
        directory,
        engines,
        network -> {
          Node node = network.node();
          Book book = new Book();
          Path marker = directory.resolve("hit");
          Rollup victim = network.rollup(engines.victim());
          String pid = Long.toString(victim.process().pid());
          node.start(agent(directory, point, pid, marker));
          quietRounds(node, book);

          List<CompletableFuture<?>> answers = burst(node, book);
          Await.until("rollup to be killed", DEADLINE, () -> !victim.process().alive());
          assertThat(marker).hasContent(point.name());
          engines.restart(victim);
          answers.forEach(CompletableFuture::join);
          assertThat(book.acknowledged()).isEqualTo(book.size());

          judge(network, book);
        });
  }

  static Stream<Arguments> deathsOfTheNode() {
    return atEveryPoint(EnginePair.chosen(EnginePair.GETH_AND_ANVIL));
  }

  static Stream<Arguments> deathsOfARollup() {
    return atEveryPoint(EnginePair.chosen(EnginePair.values()));
  }

  private static Stream<Arguments> atEveryPoint(List<EnginePair> pairs) {
    return pairs.stream()
        .flatMap(
            engines -> Stream.of(KillPoint.values()).map(point -> Arguments.of(point, engines)));
  }

  private void run(Path directory, EnginePair engines, Network.Story story) throws Exception {
    Network.Plan plan = Network.plan();
    plan.rollup(901, engines.first()).rollup(902, engines.second());
    Network.run(directory, wallets, plan, story);
  }

  /** Rounds of one bundle each, up to the one in which the kill is to happen. */
  private void quietRounds(Node node, Book book) {
    for (int round = 1; round < ROUND; round++) {
      assertThat(book.send(node, good()).refused()).isFalse();
      book.settle(node, DEADLINE);
    }
  }

  /** Several bundles at once, one of which may not land. */
  private List<CompletableFuture<?>> burst(Node node, Book book) {
    List<ObjectNode> bundles = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      bundles.add(good());
    }
    bundles.add(reverting());
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (ObjectNode bundle : bundles) {
      String id = book.sending(bundle);
      answers.add(
          node.rpc()
              .callAsync("atomic_sendBundle", bundle)
              .thenAccept(answer -> book.answered(id, answer)));
    }
    return answers;
  }

  /** Bundles still go on, and all that stands is whole. */
  private void judge(Network network, Book book) {
    Node node = network.node();
    ObjectNode after = good();
    assertThat(book.send(node, after).refused()).isFalse();
    List<SentBundle> settled = book.settle(node, DEADLINE);
    Verdict verdict = AtomicityChecker.check(network.rollups(), settled);
    verdict.assertHolds();
    assertThat(verdict.landed()).isGreaterThanOrEqualTo(ROUND);
    String last = settled.get(settled.size() - 1).lastWord().path("state").asText();
    assertThat(last).isEqualTo("included");
    Await.until("node to be healthy", DEADLINE, () -> node.health() == 200);
    node.kill();
    String data = node.dataDirectory().toString();
    Cli.Result verified = Cli.run(node.directory(), "log", "verify", data);
    assertThat(verified.exit()).describedAs(verified.output()).isZero();
  }

  private ObjectNode good() {
    long deadline = System.currentTimeMillis() / 1000 + 120;
    ObjectNode bundle = Bundles.transfers(wallets.get(nextWallet++), 0, 901, 902);
    return bundle.put("maxTimestamp", deadline);
  }

  private ObjectNode reverting() {
    Wallet wallet = wallets.get(nextWallet++);
    ObjectNode bundle = Bundles.transfers(wallet, 0, 901);
    Bundles.slice(bundle, 902, List.of(Tx.reverting(902, 0).sign(wallet)));
    return bundle;
  }

  private static String agent(Path directory, KillPoint point, String victim, Path marker) {
    Path jar = AgentJar.write(directory, KillAgent.class);
    assertThat(Files.exists(marker)).isFalse();
    return "-javaagent:" + jar + "=" + point + "," + ROUND + "," + victim + "," + marker;
  }
}
