package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.JsonReader;
import dev.braid.coordinator.api.ReceiptReader;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.UnknownOutcome;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.MemberSets;
import dev.braid.protocol.log.ReceiptCheck;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Level;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The methods over a real server, by the letter of api.md. */
class MethodsTest {
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    node = new TestNode("http: {port: 0, corsOrigins: ['https://app.example']}");
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  static String header(Accounts account, String body) {
    return account.address().toHex()
        + ":"
        + Accounts.CURVE
            .sign(
                BundleDigest.flashbotsHeader(body.getBytes(StandardCharsets.UTF_8)), account.key())
            .bytes()
            .toHex();
  }

  @Test
  void sendAnswersWithACertifiedReceiptThatHoldsOffline() throws Exception {
    BundleText.Sent sent = BundleText.signed(Accounts.BOB, 901, 902);
    JsonNode result = node.result("atomic_sendBundle", "[" + sent.json() + "]");
    assertThat(result.get("bundleId").asText()).isEqualTo(sent.id().toHex());
    assertThat(result.get("state").asText()).isEqualTo("sequenced");
    assertThat(result.get("cursor").asText()).isEqualTo("1-0");
    assertThat(result.get("submitter").asText()).isEqualTo(Json.address(Accounts.BOB.address()));
    assertThat(result.get("level").asText()).isEqualTo("EXECUTION");
    checkReceipt(result.get("receipt"));
    assertThat(node.result("atomic_getReceipt", "[\"" + sent.id().toHex() + "\"]"))
        .isEqualTo(result.get("receipt"));
  }

  private void checkReceipt(JsonNode receipt) throws Exception {
    MemberSets sets =
        MemberSets.trusting(
            node.ledger.state().networkId(),
            List.of(Accounts.CURVE.address(TestLedger.MEMBER)),
            Quorum.MAJORITY);
    byte[] text = TestNode.MAPPER.writeValueAsBytes(receipt);
    assertThat(
            ReceiptCheck.of(
                Accounts.CURVE, sets, ReceiptReader.read(new JsonReader(32, 100).read(text))))
        .isInstanceOf(ReceiptCheck.Valid.class);
  }

  @Test
  void theSameBundleAgainGetsTheSameAnswerWithItsPresentState_O2() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901);
    ObjectNode first = (ObjectNode) node.result("atomic_sendBundle", "[" + sent.json() + "]");
    assertThat(node.result("atomic_sendBundle", "[" + sent.json() + "]")).isEqualTo(first);
    node.ledger.include(sent.id());
    JsonNode later = node.result("atomic_sendBundle", "[" + sent.json() + "]");
    assertThat(later).isEqualTo(first.put("state", "included"));
    assertThat(node.submitted.get()).isEqualTo(1);
  }

  @Test
  void aBundleThatIsPastItsDeadlineStillGetsItsAnswer_O2() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901);
    node.result("atomic_sendBundle", "[" + sent.json() + "]");
    expire(sent.id());
    JsonNode again = node.result("atomic_sendBundleSync", "[" + sent.json() + "]");
    assertThat(again.get("state").asText()).isEqualTo("included");
  }

  private void expire(BundleId id) {
    node.ledger.include(id);
  }

  @Test
  void headerMakesItsAddressTheSubmitter() throws Exception {
    RawTransaction transaction = BundleText.transfer(901);
    String slices = BundleText.slice(901, transaction);
    String body = TestNode.call("atomic_sendBundle", "[" + BundleText.bundle(slices) + "]");
    JsonNode answer =
        TestNode.MAPPER.readTree(
            node.post(
                    "/",
                    body.getBytes(StandardCharsets.UTF_8),
                    FlashbotsHeader.NAME,
                    header(Accounts.CAROL, body))
                .body());
    BundleId id =
        BundleDigest.id(
            new Bundle(
                List.of(dev.braid.protocol.testing.Bundles.slice(901, transaction)),
                0,
                0,
                Level.EXECUTION,
                false,
                "",
                0,
                Accounts.CAROL.address()));
    assertThat(answer.get("result").get("bundleId").asText()).isEqualTo(id.toHex());
    assertThat(answer.get("result").get("submitter").asText())
        .isEqualTo(Json.address(Accounts.CAROL.address()));
  }

  @Test
  void syncAnswersWhenFinalAndShowsAllToTheSender() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901, 902);
    CompletableFuture<HttpResponse<String>> answer =
        node.client.sendAsync(
            HttpRequest.newBuilder(node.uri("/"))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        TestNode.call("atomic_sendBundleSync", "[" + sent.json() + ",\"0x4e20\"]")))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    awaitSequenced(sent.id());
    assertThat(answer).isNotDone();
    node.ledger.include(sent.id());
    JsonNode result =
        TestNode.MAPPER.readTree(answer.get(10, TimeUnit.SECONDS).body()).get("result");
    assertThat(result.get("state").asText()).isEqualTo("included");
    assertThat(result.get("statusCode").asInt()).isEqualTo(200);
    assertThat(result.get("slices").get(1).get("state").asText()).isEqualTo("adopted");
    assertThat(result.get("slices").get(1).get("blockNumber").asText()).isEqualTo("0x1");
    assertThat(result.get("slices").get(0).get("transactions").get(0).get("gasUsed").asText())
        .isEqualTo("0x5208");
    assertThat(result.get("slices").get(0).get("payment").asText()).isEqualTo("0xa");
    assertThat(result.get("history")).hasSize(3);
    assertThat(result.get("history").get(0).get("state").asText()).isEqualTo("sequenced");
  }

  private void awaitSequenced(BundleId id) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (node.ledger.bundle(id) == null) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void syncTimesOutWithTheIdAndTheBundleGoesOn() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901);
    JsonNode error = node.error("atomic_sendBundleSync", "[" + sent.json() + ",300]");
    assertThat(error.get("code").asInt()).isEqualTo(4);
    assertThat(error.get("data").get("bundleId").asText()).isEqualTo(sent.id().toHex());
    assertThat(error.get("data").get("reason").asText()).isEqualTo("TIMED_OUT");
    assertThat(node.ledger.bundle(sent.id())).isNotNull();
  }

  @Test
  void othersLearnStateAndReasonCodeOnlyUntilItIsDecided_P1() throws Exception {
    BundleText.Sent sent = BundleText.signed(Accounts.BOB, 901, 902);
    node.result("atomic_sendBundle", "[" + sent.json() + "]");
    String id = "\"" + sent.id().toHex() + "\"";
    JsonNode shown = node.result("atomic_getBundle", "[" + id + "]");
    assertThat(shown.get("state").asText()).isEqualTo("sequenced");
    assertThat(shown.get("slices").get(0).get("chainId").asText()).isEqualTo("0x385");
    assertThat(shown.get("slices").get(0).has("transactions")).isFalse();
    for (String hidden : new String[] {"submitter", "cursor", "deadline", "attempts", "alarm"}) {
      assertThat(shown.get(hidden).isNull()).as(hidden).isTrue();
    }
    assertThat(shown.get("history")).isEmpty();
    long expires = System.currentTimeMillis() / 1000 + 60;
    JsonNode own = node.result("atomic_getBundle", read(sent.id(), Accounts.BOB, expires));
    assertThat(own.get("cursor").asText()).isEqualTo("1-0");
    assertThat(own.get("slices").get(0).get("transactions")).hasSize(1);
    assertThat(own.get("submitter").asText()).isEqualTo(Json.address(Accounts.BOB.address()));
    for (String bad :
        new String[] {read(sent.id(), Accounts.CAROL, expires), read(sent.id(), Accounts.BOB, 5)}) {
      JsonNode error = node.error("atomic_getBundle", bad);
      assertThat(error.get("code").asInt()).isEqualTo(-32600);
      assertThat(error.get("data").get("reason").asText()).isEqualTo("BAD_SIGNATURE");
    }
    String body = TestNode.call("atomic_getBundle", "[" + id + "]");
    JsonNode byHeader =
        TestNode.MAPPER.readTree(
            node.post(
                    "/",
                    body.getBytes(StandardCharsets.UTF_8),
                    FlashbotsHeader.NAME,
                    header(Accounts.BOB, body))
                .body());
    assertThat(byHeader.get("result")).isEqualTo(own);
    node.ledger.include(sent.id());
    assertThat(node.result("atomic_getBundle", "[" + id + "]").get("submitter").asText())
        .isEqualTo(Json.address(Accounts.BOB.address()));
  }

  private static String read(BundleId id, Accounts account, long expires) {
    String signature =
        Accounts.CURVE.sign(BundleDigest.read(id, expires), account.key()).bytes().toHex();
    return "[\""
        + id.toHex()
        + "\",{\"read\":{\"expires\":"
        + expires
        + ",\"signature\":\""
        + signature
        + "\"}}]";
  }

  @Test
  void atLeastWaitsASecondAndThenSaysThatItIsBehind() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901);
    JsonNode result = node.result("atomic_sendBundle", "[" + sent.json() + "]");
    String id = "\"" + sent.id().toHex() + "\"";
    String cursor = result.get("cursor").asText();
    node.result("atomic_getBundle", "[" + id + ",{\"atLeast\":\"" + cursor + "\"}]");
    long started = System.nanoTime();
    JsonNode error = node.error("atomic_getBundle", "[" + id + ",{\"atLeast\":\"2-0\"}]");
    assertThat(System.nanoTime() - started).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
    assertThat(error.get("code").asInt()).isEqualTo(-32002);
    assertThat(error.get("data").get("retryable").asBoolean()).isTrue();
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return node.result("atomic_getBundle", "[" + id + ",{\"atLeast\":\"2-0\"}]");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    node.result("atomic_sendBundle", "[" + BundleText.anonymous(901).json() + "]");
    assertThat(waiting.get(10, TimeUnit.SECONDS).get("state").asText()).isEqualTo("sequenced");
  }

  @Test
  void cancelIsAnsweredForCertain_L1() throws Exception {
    BundleText.Sent sent = BundleText.signed(Accounts.BOB, 901);
    node.result("atomic_sendBundle", "[" + sent.json() + "]");
    JsonNode wrong = node.error("atomic_cancelBundle", cancel(sent.id(), Accounts.CAROL));
    assertThat(wrong.get("code").asInt()).isEqualTo(-32600);
    assertThat(wrong.get("data").get("reason").asText()).isEqualTo("BAD_SIGNATURE");
    JsonNode result = node.result("atomic_cancelBundle", cancel(sent.id(), Accounts.BOB));
    assertThat(result.get("cancelled").asBoolean()).isTrue();
    assertThat(result.get("state").asText()).isEqualTo("cancelled");
    assertThat(result.get("cursor").asText()).isEqualTo("2-0");
    assertThat(result.get("bundleId").asText()).isEqualTo(sent.id().toHex());
    assertThat(node.result("atomic_cancelBundle", cancel(sent.id(), Accounts.BOB)))
        .isEqualTo(result);
    BundleText.Sent late = BundleText.signed(Accounts.BOB, 901);
    node.result("atomic_sendBundle", "[" + late.json() + "]");
    node.ledger.include(late.id());
    JsonNode tooLate = node.result("atomic_cancelBundle", cancel(late.id(), Accounts.BOB));
    assertThat(tooLate.get("cancelled").asBoolean()).isFalse();
    assertThat(tooLate.get("state").asText()).isEqualTo("included");
    BundleText.Sent nobodys = BundleText.anonymous(901);
    node.result("atomic_sendBundle", "[" + nobodys.json() + "]");
    assertThat(
            node.error("atomic_cancelBundle", cancel(nobodys.id(), Accounts.BOB))
                .get("code")
                .asInt())
        .isEqualTo(-32600);
  }

  private static String cancel(BundleId id, Accounts account) {
    return "[{\"bundleId\":\""
        + id.toHex()
        + "\",\"signature\":\""
        + Accounts.CURVE.sign(BundleDigest.cancel(id), account.key()).bytes().toHex()
        + "\"}]";
  }

  @Test
  void whatMayHaveHappenedIsToldAsSuch() throws Exception {
    try (TestNode node = new TestNode("http: {port: 0, timeouts: {answer: 400ms}}")) {
      node.onSubmit =
          request ->
              SubmitReply.newBuilder()
                  .setUnknownOutcome(UnknownOutcome.getDefaultInstance())
                  .build();
      BundleText.Sent sent = BundleText.anonymous(901);
      JsonNode error = node.error("atomic_sendBundle", "[" + sent.json() + "]");
      assertThat(error.get("code").asInt()).isEqualTo(-32000);
      assertThat(error.get("data").get("reason").asText()).isEqualTo("UNKNOWN_OUTCOME");
      assertThat(error.get("data").get("bundleId").asText()).isEqualTo(sent.id().toHex());
      assertThat(error.get("data").get("retryable").asBoolean()).isTrue();
    }
  }

  @Test
  void aFullQueueIsToldWithWhenToComeBack() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901);
    node.onSubmit =
        request ->
            SubmitReply.newBuilder()
                .setRefused(
                    Refused.newBuilder()
                        .setKind(RefusalKind.REFUSAL_KIND_OVERLOAD)
                        .setReason("QUEUE_FULL")
                        .setMessage("full")
                        .setRetryable(true)
                        .setRetryAfterMillis(100))
                .build();
    JsonNode error = node.error("atomic_sendBundle", "[" + sent.json() + "]");
    assertThat(error.get("code").asInt()).isEqualTo(-32005);
    assertThat(error.get("data").get("retryAfterMillis").asText()).isEqualTo("0x64");
  }

  @Test
  void batchesNotificationsAndIds() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901);
    JsonNode answers =
        node.raw(
            "["
                + TestNode.call("atomic_sendBundle", "[" + sent.json() + "]")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"atomic_getCapabilities\"},1,"
                + "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"none\"}]");
    assertThat(answers).hasSize(3);
    assertThat(answers.get(0).get("result").get("bundleId").asText()).isEqualTo(sent.id().toHex());
    assertThat(answers.get(1).get("error").get("code").asInt()).isEqualTo(-32600);
    assertThat(answers.get(2).get("id").asText()).isEqualTo("x");
    HttpResponse<String> silent =
        node.post(
            "/", "{\"jsonrpc\":\"2.0\",\"method\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(silent.statusCode()).isEqualTo(204);
    assertThat(silent.body()).isEmpty();
  }

  @Test
  void batchShowsNoTransactionsOfOthers() throws Exception {
    BundleText.Sent sent = BundleText.signed(Accounts.BOB, 901);
    node.result("atomic_sendBundle", "[" + sent.json() + "]");
    JsonNode batch = node.result("atomic_getBatch", "[\"0x1\"]");
    assertThat(batch.get("height").asText()).isEqualTo("0x1");
    assertThat(batch.get("void").asBoolean()).isFalse();
    assertThat(batch.get("entries")).hasSize(1);
    assertThat(batch.get("entries").get(0).get("kind").asText()).isEqualTo("BundleSequenced");
    assertThat(batch.toString())
        .doesNotContain("0x02f8")
        .doesNotContainIgnoringCase(Accounts.BOB.address().toHex());
    assertThat(batch.get("certificate").get("signatures")).hasSize(1);
    JsonNode first = node.result("atomic_getBatch", "[0]");
    assertThat(first.get("entries").get(0).get("kind").asText()).isEqualTo("NetworkStarted");
    assertThat(batch.get("previousHash")).isEqualTo(first.get("hash"));
  }

  @Test
  void capabilities() throws Exception {
    JsonNode result = node.result("atomic_getCapabilities", "[]");
    assertThat(result.get("network").asText()).isEqualTo(node.ledger.state().networkId().toHex());
    assertThat(result.get("chains")).hasSize(TestLedger.ROLLUPS);
    JsonNode chain = result.get("chains").get(0);
    assertThat(chain.get("chainId").asText()).isEqualTo("0x385");
    assertThat(chain.get("level").asText()).isEqualTo("EXECUTION");
    assertThat(chain.get("state").asText()).isEqualTo("active");
    assertThat(chain.get("strategy").asText()).isEqualTo("testing_buildBlockV1");
    assertThat(result.get("chains").get(1).get("strategy").isNull()).isTrue();
    assertThat(chain.get("blockTimeMillis").asText()).isEqualTo("0x0");
    assertThat(result.get("members").get(0).get("index").asText()).isEqualTo("0x0");
    assertThat(result.get("certificateQuorum").asInt()).isEqualTo(1);
    assertThat(result.get("ordering").asText()).isEqualTo("solo");
    assertThat(result.get("limits").get("maxSlicesPerBundle").asInt()).isEqualTo(16);
    assertThat(result.get("levels").get("0x385").asText()).isEqualTo("EXECUTION");
  }

  @Test
  void reasonsReachTheSubmitterWhole() throws Exception {
    BundleText.Sent sent = BundleText.anonymous(901);
    node.result("atomic_sendBundle", "[" + sent.json() + "]");
    node.ledger.finish(
        sent.id(), BundleState.REJECTED, Reason.of(ReasonCode.REVERTED, "only for the submitter"));
    JsonNode shown =
        node.result("atomic_getBundle", "[\"" + sent.id().toHex() + "\"]").get("reason");
    assertThat(shown.toString()).isEqualTo("{\"code\":\"REVERTED\"}");
    JsonNode own = node.result("atomic_sendBundleSync", "[" + sent.json() + "]");
    assertThat(own.get("reason").get("message").asText()).isEqualTo("only for the submitter");
    assertThat(own.get("statusCode").asInt()).isEqualTo(400);
    JsonNode none = node.error("atomic_getReceipt", "[\"" + sent.id().toHex() + "\",\"decision\"]");
    assertThat(none.get("code").asInt()).isEqualTo(-32001);
    assertThat(none.get("data").get("reason").asText()).isEqualTo("NO_DECISION");
  }

  @Test
  void healthFollowsTheBoard() throws Exception {
    assertThat(node.get("/health").statusCode()).isEqualTo(200);
    node.board.report(
        HealthBoard.rollup(901), HealthBoard.Severity.DEGRADED, "set apart: another head");
    HttpResponse<String> degraded = node.get("/health");
    assertThat(degraded.statusCode()).isEqualTo(206);
    assertThat(degraded.body()).contains("rollup:901").contains("set apart");
    node.board.report("log", HealthBoard.Severity.DOWN, "stopped");
    assertThat(node.get("/health").statusCode()).isEqualTo(503);
    node.board.clear("log");
    node.board.clear(HealthBoard.rollup(901));
    assertThat(node.get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void aConfiguredRollupThatHasNotJoinedIsDownAndNotUnknown() throws Exception {
    try (TestNode waiting =
        new TestNode(
            "{http: {port: 0}, rollups: [{chainId: 950, client: anvil, rpc: 'http://h'}]}")) {
      JsonNode error =
          waiting.error("atomic_sendBundle", "[" + BundleText.anonymous(950).json() + "]");
      assertThat(error.get("code").asInt()).isEqualTo(-32002);
      assertThat(error.get("data").get("reason").asText()).isEqualTo("ROLLUP_DOWN");
      assertThat(error.get("data").get("retryable").asBoolean()).isTrue();
      assertThat(waiting.get("/health").statusCode()).isEqualTo(206);
    }
  }

  @Test
  void metricsSpeakTheWordsOfTheDesign() throws Exception {
    node.result("atomic_sendBundle", "[" + BundleText.anonymous(901).json() + "]");
    String text = node.get("/metrics").body();
    assertThat(text)
        .contains("braid_bundles_total{state=\"sequenced\"} 1.0")
        .contains("braid_log_height 1.0")
        .contains("braid_rpc_calls_seconds_count{method=\"atomic_sendBundle\",outcome=\"ok\"} 1")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void corsByConfig() throws Exception {
    HttpResponse<String> preflight =
        node.client.send(
            HttpRequest.newBuilder(node.uri("/"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
        .contains("https://app.example");
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("X-Flashbots-Signature");
    HttpResponse<String> foreign =
        node.client.send(
            HttpRequest.newBuilder(node.uri("/health"))
                .header("Origin", "https://evil.example")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void webSocketTakesTheSameCalls() throws Exception {
    LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    WebSocket socket =
        node.client
            .newWebSocketBuilder()
            .buildAsync(
                java.net.URI.create("ws://127.0.0.1:" + node.port() + "/"),
                new WebSocket.Listener() {
                  private final StringBuilder text = new StringBuilder();

                  @Override
                  public CompletionStage<?> onText(WebSocket s, CharSequence data, boolean last) {
                    text.append(data);
                    if (last) {
                      received.add(text.toString());
                      text.setLength(0);
                    }
                    s.request(1);
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get(10, TimeUnit.SECONDS);
    BundleText.Sent sent = BundleText.anonymous(901);
    socket
        .sendText(TestNode.call("atomic_sendBundle", "[" + sent.json() + "]"), true)
        .get(10, TimeUnit.SECONDS);
    JsonNode answer = TestNode.MAPPER.readTree(received.poll(10, TimeUnit.SECONDS));
    assertThat(answer.get("result").get("bundleId").asText()).isEqualTo(sent.id().toHex());
    for (int i = 0; i < 300; i++) {
      socket.sendText(TestNode.call("atomic_subscribe", "[\"log\"]"), true).join();
    }
    for (int i = 0; i < 300; i++) {
      answer = TestNode.MAPPER.readTree(received.poll(10, TimeUnit.SECONDS));
      assertThat(answer.get("error").get("code").asInt()).isEqualTo(-32004);
    }
    socket.sendText("{", true).join();
    answer = TestNode.MAPPER.readTree(received.poll(10, TimeUnit.SECONDS));
    assertThat(answer.get("error").get("code").asInt()).isEqualTo(-32700);
    socket.abort();
  }
}
