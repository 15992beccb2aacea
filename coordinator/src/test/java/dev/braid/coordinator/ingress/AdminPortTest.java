package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.config.ConfigFile;
import dev.braid.coordinator.config.MetricsConfig;
import dev.braid.coordinator.health.AlarmBook;
import dev.braid.coordinator.health.Health;
import dev.braid.coordinator.health.HealthView;
import dev.braid.coordinator.rounds.Declared;
import dev.braid.coordinator.status.ClusterStatus;
import dev.braid.coordinator.status.MemberReport;
import dev.braid.coordinator.status.RollupReport;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.Metrics;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.NetworkId;
import dev.braid.protocol.types.Position;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
  private volatile Declared answer = proposed(new AppendAnswer.Applied(new Position(5, 0)));
  private volatile ClusterStatus status =
      new ClusterStatus(member(1), new NetworkId(Bytes32.ZERO), List.of());
  private volatile RollupReport report = new RollupReport(member(1), null, List.of(), List.of());
  private URI uri = URI.create("http://127.0.0.1/");

  @BeforeEach
  void start() throws Exception {
    AdminPort admin =
        new AdminPort(
            ConfigFile.parse("admin: {port: 0}", "test.yaml", Path.of(".")),
            new TestLedger(notice -> {}),
            Accounts.CURVE,
            this::declare,
            () -> CompletableFuture.completedFuture(status),
            () -> CompletableFuture.completedFuture(report),
            chainId -> "testing_buildBlockV1",
            metrics,
            new HealthBoard(),
            new TestLeaders());
    vertx.deployVerticle(admin).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    uri = URI.create("http://127.0.0.1:" + admin.port() + "/");
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    client.close();
    metrics.close();
  }

  private Future<Declared> declare(ChainId chainId, Change change, String detail) {
    declared.add(chainId + " " + change + " " + detail);
    return Future.succeededFuture(answer);
  }

  private static Declared proposed(AppendAnswer answer) {
    return new Declared.Proposed(answer);
  }

  @Test
  void tellsHowManyOperatorsHaveDeclaredIt() throws Exception {
    answer = new Declared.Approved(1, 2);
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").get("result").toString())
        .isEqualTo("{\"chainId\":\"0x385\",\"approvals\":1,\"needed\":2}");
  }

  @Test
  void anOperatorDeclaresARollupDiverged() throws Exception {
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").get("result").toString())
        .isEqualTo("{\"chainId\":\"0x385\",\"cursor\":\"5-0\"}");
    assertThat(declared).containsExactly("901 DIVERGED lost");
    answer = proposed(new AppendAnswer.Refused("ROLLUP_STATUS: it is diverged"));
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").at("/error/code").asInt())
        .isEqualTo(-32003);
    answer = proposed(new AppendAnswer.Unknown("lost"));
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").at("/error/code").asInt())
        .isEqualTo(-32000);
    answer = proposed(new AppendAnswer.NotTaken("full"));
    assertThat(call("[{\"chainId\":901,\"detail\":\"lost\"}]").at("/error/code").asInt())
        .isEqualTo(-32002);
  }

  @Test
  void anOperatorPausesARollupAndResumesIt() throws Exception {
    String params = "[{\"chainId\":901,\"detail\":\"upgrade\"}]";
    assertThat(call(RollupChangeMethod.PAUSE, params).at("/result/cursor").asText())
        .isEqualTo("5-0");
    call(RollupChangeMethod.RESUME, params);
    assertThat(declared).containsExactly("901 PAUSED upgrade", "901 RESUMED upgrade");
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
  void tellsHowTheMembersStand() throws Exception {
    status =
        new ClusterStatus(
            member(1),
            new NetworkId(Bytes32.fromHex("0x" + "5a".repeat(32))),
            List.of(
                present(member(1), 9, List.of(new ChainId(901)), List.of()),
                present(member(2), 7, List.of(), List.of("height 3: signed twice")),
                new MemberReport.Absent(member(3), "no answer")));
    JsonNode told = call(ClusterStatusMethod.NAME, "[]").get("result");
    String leader = Json.address(member(2));
    assertThat(told.path("leader").asText()).isEqualTo(leader);
    assertThat(told.path("network").asText()).isEqualTo("0x" + "5a".repeat(32));
    assertThat(told.path("majority").asInt()).isEqualTo(2);
    assertThat(told.at("/members/0").toString())
        .isEqualTo(
            "{\"address\":\"%s\",\"reachable\":true,\"term\":\"0x4\",\"leader\":\"%s\","
                    .formatted(Json.address(member(1)), leader)
                + "\"takenHeight\":\"0xb\",\"appliedHeight\":\"0xa\",\"certifiedHeight\":\"0x9\","
                + "\"uncertified\":2,\"lag\":0,\"inDoubt\":[\"0x385\"],\"clockOffset\":-3,"
                + "\"evidence\":[],\"version\":\"1\"}");
    assertThat(told.at("/members/1/lag").asInt()).isEqualTo(2);
    assertThat(told.at("/members/1/evidence/0").asText()).isEqualTo("height 3: signed twice");
    assertThat(told.at("/members/2").toString())
        .isEqualTo(
            "{\"address\":\"%s\",\"reachable\":false,\"why\":\"no answer\"}"
                .formatted(Json.address(member(3))));
  }

  @Test
  void tellsHowTheRollupsStandByTheLogAndByTheLeader() throws Exception {
    report =
        new RollupReport(
            member(2),
            null,
            List.of(
                new HealthView(new ChainId(901), Health.DOWN, 5, "HEAD: connection refused"),
                new HealthView(new ChainId(999), Health.JOINING, 6, "no answer")),
            List.of(
                new AlarmBook.Standing(
                    AlarmCode.ROLLUP_DOWN, new ChainId(901), 8, "HEAD: connection refused"),
                new AlarmBook.Standing(AlarmCode.ROUND_ABANDONED, null, 9, "pass limit")));
    JsonNode told = call(RollupsMethod.NAME, "[]").get("result");
    assertThat(told.path("leader").asText()).isEqualTo(Json.address(member(2)));
    assertThat(told.path("why").isNull()).isTrue();
    JsonNode down = told.at("/rollups/0");
    assertThat(down.path("chainId").asText()).isEqualTo("0x385");
    assertThat(down.path("state").asText()).isEqualTo("active");
    assertThat(down.path("health").asText()).isEqualTo("DOWN");
    assertThat(down.path("reason").asText()).isEqualTo("HEAD: connection refused");
    assertThat(down.path("strategy").asText()).isEqualTo("testing_buildBlockV1");
    assertThat(down.path("alarms").toString())
        .isEqualTo(
            "[{\"code\":\"ROLLUP_DOWN\",\"severity\":\"CRITICAL\",\"sinceMillis\":\"0x8\","
                + "\"reason\":\"HEAD: connection refused\"}]");
    JsonNode joining = told.path("rollups").get(told.path("rollups").size() - 1);
    assertThat(joining.path("state").asText()).isEqualTo("joining");
    assertThat(told.at("/alarms/0/code").asText()).isEqualTo("ROUND_ABANDONED");
  }

  @Test
  void saysSoWhenTheLeaderCannotBeAsked() throws Exception {
    report = new RollupReport(null, "no leader is known", List.of(), List.of());
    JsonNode told = call(RollupsMethod.NAME, "[]").get("result");
    assertThat(told.path("why").asText()).isEqualTo("no leader is known");
    assertThat(told.at("/rollups/0/health").isNull()).isTrue();
    assertThat(told.at("/rollups/0/reason").asText()).isEqualTo("no leader is known");
  }

  private static MemberReport present(
      Address member, long certified, List<ChainId> inDoubt, List<String> evidence) {
    return new MemberReport.Present(
        member, 4, member(2), 11, 10, certified, inDoubt, -3, evidence, "1");
  }

  private static Address member(int number) {
    return Address.fromHex("0x" + "0%d".formatted(number).repeat(20));
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
                            RollupChangeMethod.DIVERGED,
                            "[{\"chainId\":901,\"detail\":\"lost\"}]")))
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
    return call(RollupChangeMethod.DIVERGED, params);
  }

  private JsonNode call(String method, String params) throws Exception {
    return TestNode.MAPPER.readTree(
        client
            .send(
                HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.ofString(TestNode.call(method, params)))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }
}
