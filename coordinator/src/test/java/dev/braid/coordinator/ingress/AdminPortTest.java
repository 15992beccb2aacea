package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.MetricsConfig;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminPortTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Metrics metrics = new Metrics(MetricsConfig.DEFAULT);
  private final List<String> declared = new CopyOnWriteArrayList<>();
  private volatile AppendAnswer answer = new AppendAnswer.Applied(new Position(5, 0));
  private URI uri = URI.create("http://127.0.0.1/");

  @BeforeEach
  void start() throws Exception {
    AdminPort admin =
        new AdminPort(
            ConfigFile.parse("admin: {port: 0}", "test.yaml", Path.of(".")),
            new TestLedger(notice -> {}),
            Accounts.CURVE,
            this::declare,
            metrics,
            new HealthBoard());
    vertx.deployVerticle(admin).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    uri = URI.create("http://127.0.0.1:" + admin.port() + "/");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    client.close();
    metrics.close();
  }

  private Future<AppendAnswer> declare(ChainId chainId, String detail) {
    declared.add(chainId + " " + detail);
    return Future.succeededFuture(answer);
  }

  @Test
  void anOperatorDeclaresARollupDiverged() throws Exception {
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").get("result").toString())
        .isEqualTo("{\"chainId\":\"0x385\",\"cursor\":\"5-0\"}");
    assertThat(declared).containsExactly("901 lost");
    answer = new AppendAnswer.Refused("ROLLUP_STATUS: it is diverged");
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").at("/error/code").asInt())
        .isEqualTo(-32003);
    answer = new AppendAnswer.Unknown("lost");
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").at("/error/code").asInt())
        .isEqualTo(-32000);
    answer = new AppendAnswer.NotTaken("full");
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").at("/error/code").asInt())
        .isEqualTo(-32002);
  }

  @Test
  void whatNamesNoRollupOrNoReasonIsRefused() throws Exception {
    assertThat(call("[{\"chainId\":7,\"detail\":\"lost\"}]").at("/error/code").asInt())
        .isEqualTo(-32001);
    assertThat(call("[{\"chainId\":901,\"detail\":\"\"}]").at("/error/data/field").asText())
        .isEqualTo("detail");
    assertThat(declared).isEmpty();
  }

  @Test
  void aWebPageIsNotAnOperator() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri)
                .header("Origin", "https://evil.example")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        TestNode.call(
                            DivergenceMethod.NAME, "[{\"chainId\":901,\"detail\":\"lost\"}]")))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(declared).isEmpty();
  }

  @Test
  void healthAndMetricsStandHereToo() throws Exception {
    for (String path : List.of("/health", "/metrics")) {
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(uri.resolve(path)).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  private JsonNode call(String params) throws Exception {
    return TestNode.MAPPER.readTree(
        client
            .send(
                HttpRequest.newBuilder(uri)
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            TestNode.call(DivergenceMethod.NAME, params)))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }
}
