package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.batcher.Batcher;
import dev.braid.coordinator.batcher.BatcherOptions;
import dev.braid.coordinator.batcher.BatcherVerticle;
import dev.braid.coordinator.batcher.Genesis;
import dev.braid.coordinator.batcher.Led;
import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.NodeConfig;
import dev.braid.coordinator.log.Certifier;
import dev.braid.coordinator.log.NoticePublisher;
import dev.braid.coordinator.log.SoloNode;
import dev.braid.coordinator.log.SoloNodeLog;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Bytes32;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingress over the real batcher and store: what was answered once is answered alike for ever. */
class RestartTest {
  @TempDir private Path directory;

  /** A node without rounds: bundles stay sequenced. */
  private final class Node implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NodeConfig config =
        ConfigFile.parse("http: {port: 0}", "test.yaml", Path.of("."));
    private final Metrics metrics = new Metrics(config.metrics());
    private final HttpClient client = HttpClient.newHttpClient();
    private final SoloNodeLog log;
    private final ThreadLoop loop = SoloNode.loop();
    private final Batcher batcher;
    private final URI uri;

    Node() throws Exception {
      Log rules = new Log(Accounts.CURVE);
      log =
          SoloNodeLog.open(
              directory.resolve("log"),
              rules,
              new Certifier(Accounts.CURVE, TestLedger.MEMBER),
              10,
              failure -> {});
      LogClock clock = LogClock.monotonic();
      batcher =
          new Batcher(
              loop,
              log.log(),
              log.ledger(),
              rules,
              Accounts.CURVE.address(TestLedger.MEMBER),
              clock,
              BatcherOptions.DEFAULT,
              new Genesis(TestLedger.parameters(), Bytes32.ZERO));
      log.ledger().addListener(new NoticePublisher(vertx.eventBus()));
      log.ledger().addListener(batcher::certified);
      await(vertx.deployVerticle(new BatcherVerticle(batcher)));
      Led.start(batcher).get(20, TimeUnit.SECONDS);
      Ingress ingress =
          new Ingress(
              config,
              log.ledger(),
              new SenderCache(Accounts.CURVE, 1_000),
              metrics,
              new HealthBoard(),
              clock::nowMillis,
              Leaders.of(TestLeaders.SELF, log.log()),
              Peers.none(TestLeaders.SELF),
              chainId -> null);
      await(vertx.deployVerticle(ingress));
      uri = URI.create("http://127.0.0.1:" + ingress.port() + "/");
    }

    CompletableFuture<JsonNode> send(BundleText.Sent bundle) {
      return client
          .sendAsync(
              HttpRequest.newBuilder(uri)
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          TestNode.call("atomic_sendBundle", "[" + bundle.json() + "]")))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .thenApply(RestartTest::result);
    }

    @Override
    public void close() throws Exception {
      await(vertx.close());
      batcher.close();
      loop.close();
      log.close();
      client.close();
      metrics.close();
    }
  }

  @Test
  void whatWasAnsweredIsAnsweredAlikeAtOnceAndAfterARestart_O2_D2() throws Exception {
    List<BundleText.Sent> bundles =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    i % 2 == 0
                        ? BundleText.anonymous(901, 902)
                        : BundleText.signed(Accounts.BOB, 903))
            .toList();
    List<JsonNode> answers = new ArrayList<>();
    try (Node node = new Node()) {
      List<CompletableFuture<JsonNode>> first = bundles.stream().map(node::send).toList();
      List<CompletableFuture<JsonNode>> second = bundles.stream().map(node::send).toList();
      for (int i = 0; i < bundles.size(); i++) {
        JsonNode answer = first.get(i).get(60, TimeUnit.SECONDS);
        assertThat(answer.get("bundleId").asText()).isEqualTo(bundles.get(i).id().toHex());
        assertThat(second.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(answer);
        answers.add(answer);
      }
      assertThat(answers.stream().map(answer -> answer.get("cursor").asText()).distinct())
          .as("one position each")
          .hasSameSizeAs(bundles);
    }
    try (Node node = new Node()) {
      for (int i = 0; i < bundles.size(); i++) {
        assertThat(node.send(bundles.get(i)).get(60, TimeUnit.SECONDS)).isEqualTo(answers.get(i));
      }
    }
  }

  private static JsonNode result(HttpResponse<String> response) {
    try {
      JsonNode answer = TestNode.MAPPER.readTree(response.body());
      assertThat(answer.has("result")).as(answer.toString()).isTrue();
      return answer.get("result");
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
