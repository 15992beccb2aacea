package dev.braid.coordinator.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.types.BundleId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a client may not do to the node: it refuses, stays healthy, and forgets nothing. */
class OverloadTest {
  private static final int LARGE = 40_000_000;

  @Test
  void aBodyOf40MegabytesIsCutEarlyWhetherItsLengthIsDeclaredOrNot() throws Exception {
    try (TestNode node = TestNode.started()) {
      byte[] body = new byte[LARGE];
      HttpResponse<String> declared = node.post("/", body);
      assertTooLarge(declared, LARGE);
      HttpResponse<String> chunked =
          node.client.send(
              HttpRequest.newBuilder(node.uri("/"))
                  .timeout(Duration.ofSeconds(60))
                  .POST(
                      HttpRequest.BodyPublishers.ofInputStream(
                          () -> new ByteArrayInputStream(body)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertTooLarge(chunked, (4 << 20) + 1);
      assertThat(node.get("/metrics").body()).contains("braid_http_buffered_bytes 0.0");
      assertThat(node.get("/health").statusCode()).isEqualTo(200);
    }
  }

  private static void assertTooLarge(HttpResponse<String> response, long atLeast) throws Exception {
    assertThat(response.statusCode()).isEqualTo(413);
    JsonNode answer = TestNode.MAPPER.readTree(response.body());
    BadInputTest.assertError(answer, -32600, "BODY_TOO_LARGE", null);
    assertThat(answer.get("error").get("data").get("limit").asLong()).isEqualTo(4 << 20);
    assertThat(answer.get("error").get("data").get("actual").asLong())
        .isGreaterThanOrEqualTo(atLeast);
    assertThat(answer.get("id").isNull()).isTrue();
  }

  @Test
  void aDeclaredLengthAboveTheLimitIsRefusedBeforeAnythingIsSent() throws Exception {
    try (TestNode node = TestNode.started();
        Socket socket = new Socket("127.0.0.1", node.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + LARGE + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(readLine(socket.getInputStream())).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void aBatchOf100000IsRefused() throws Exception {
    try (TestNode node = TestNode.started()) {
      String small = "[" + "1,".repeat(99_999) + "1]";
      JsonNode answer = node.raw(small);
      BadInputTest.assertError(answer, -32600, "BATCH_TOO_LARGE", null);
      assertThat(answer.get("error").get("data").get("limit").asInt()).isEqualTo(100);
      assertThat(answer.get("error").get("data").get("actual").asInt()).isEqualTo(100_000);
      String call = TestNode.call("atomic_getCapabilities", "[]");
      String large = "[" + (call + ",").repeat(99_999) + call + "]";
      HttpResponse<String> response = node.post("/", large.getBytes(StandardCharsets.UTF_8));
      BadInputTest.assertError(
          TestNode.MAPPER.readTree(response.body()), -32600, "BODY_TOO_LARGE", null);
      JsonNode hundred = node.raw("[" + (call + ",").repeat(99) + call + "]");
      assertThat(hundred).hasSize(100);
      assertThat(hundred.get(99).has("result")).isTrue();
    }
  }

  @Test
  void threeThousandRequestsAtOnceAreAllAnsweredAndNoneIsForgotten() throws Exception {
    try (TestNode node = TestNode.started()) {
      List<BundleText.Sent> sent =
          IntStream.range(0, 3_000).mapToObj(i -> BundleText.anonymous(901 + i % 3)).toList();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (BundleText.Sent bundle : sent) {
        answers.add(
            node.client.sendAsync(
                HttpRequest.newBuilder(node.uri("/"))
                    .timeout(Duration.ofSeconds(120))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            TestNode.call("atomic_sendBundle", "[" + bundle.json() + "]")))
                    .build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      int taken = 0;
      for (int i = 0; i < sent.size(); i++) {
        JsonNode answer =
            TestNode.MAPPER.readTree(answers.get(i).get(120, TimeUnit.SECONDS).body());
        if (answer.has("result")) {
          taken++;
          BundleId id = sent.get(i).id();
          assertThat(answer.get("result").get("bundleId").asText()).isEqualTo(id.toHex());
          assertThat(node.ledger.bundle(id)).isNotNull();
        } else {
          int code = answer.get("error").get("code").asInt();
          assertThat(code).as(answer.toString()).isIn(-32005, -32002, -32000);
        }
      }
      assertThat(taken).isGreaterThan(2_000);
      assertThat(node.get("/health").statusCode()).isEqualTo(200);
      assertThat(node.get("/metrics").body()).contains("braid_rpc_in_flight 0.0");
    }
  }

  @Test
  void callsAboveTheLimitAreRefusedWithATimeToComeBack() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestNode node =
        new TestNode("http: {port: 0, limits: {inFlight: 2, workers: 2, workerQueue: 16}}")) {
      node.onSubmit =
          request -> {
            await(release);
            return node.sequence(request);
          };
      List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        held.add(
            node.client.sendAsync(
                HttpRequest.newBuilder(node.uri("/"))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            TestNode.call(
                                "atomic_sendBundle", "[" + BundleText.anonymous(901).json() + "]")))
                    .build(),
                HttpResponse.BodyHandlers.ofString()));
      }
      awaitMetric(node, "braid_rpc_in_flight 2.0");
      JsonNode answer = node.raw(TestNode.call("atomic_getCapabilities", "[]"));
      BadInputTest.assertError(answer, -32005, "TOO_MANY_CALLS", null);
      assertThat(answer.get("error").get("data").get("retryAfterMillis").asText()).startsWith("0x");
      assertThat(answer.get("error").get("data").get("retryable").asBoolean()).isTrue();
      assertThat(node.get("/health").statusCode()).isEqualTo(200);
      release.countDown();
      for (CompletableFuture<HttpResponse<String>> future : held) {
        assertThat(future.get(20, TimeUnit.SECONDS).body()).contains("\"result\"");
      }
    }
  }

  @Test
  void aBatcherThatDoesNotAnswerMakesTheOutcomeUnknown() throws Exception {
    try (TestNode node = new TestNode("http: {port: 0, timeouts: {answer: 300ms}}")) {
      node.onSubmit = request -> null;
      BundleText.Sent sent = BundleText.anonymous(901);
      JsonNode error = node.error("atomic_sendBundle", "[" + sent.json() + "]");
      assertThat(error.get("code").asInt()).isEqualTo(-32000);
      assertThat(error.get("data").get("reason").asText()).isEqualTo("UNKNOWN_OUTCOME");
      assertThat(error.get("data").get("bundleId").asText()).isEqualTo(sent.id().toHex());
    }
  }

  @Test
  void aBodyThatComesTooSlowlyIsCut() throws Exception {
    try (TestNode node = new TestNode("http: {port: 0, timeouts: {body: 300ms}}");
        Socket socket = new Socket("127.0.0.1", node.port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(readLine(socket.getInputStream())).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void connectionsAboveTheLimitAreClosed() throws Exception {
    try (TestNode node = new TestNode("http: {port: 0, limits: {connections: 3}}")) {
      List<Socket> sockets = new ArrayList<>();
      try {
        for (int i = 0; i < 8; i++) {
          Socket socket = new Socket("127.0.0.1", node.port());
          socket.setSoTimeout(5_000);
          sockets.add(socket);
        }
        assertThat(sockets.getLast().getInputStream().read()).isEqualTo(-1);
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
      awaitMetricAfterReconnect(node);
    }
  }

  /** The limit is on open connections: closed ones give their place back. */
  private static void awaitMetricAfterReconnect(TestNode node) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        if (node.get("/health").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        assertThat(System.nanoTime()).as("still refused").isLessThan(deadline);
      }
    }
  }

  @Test
  void connectionsThatAreIdleAreClosed() throws Exception {
    try (TestNode node = new TestNode("http: {port: 0, timeouts: {idle: 1s}}");
        Socket socket = new Socket("127.0.0.1", node.port())) {
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void anotherPageMayNotOpenAWebSocket() throws Exception {
    try (TestNode node = TestNode.started()) {
      for (String[] reason : new String[][] {{"/", "https://evil.example"}, {"/other", ""}}) {
        var builder = node.client.newWebSocketBuilder();
        if (!reason[1].isEmpty()) {
          builder = builder.header("Origin", reason[1]);
        }
        var opening =
            builder.buildAsync(
                java.net.URI.create("ws://127.0.0.1:" + node.port() + reason[0]),
                new java.net.http.WebSocket.Listener() {});
        assertThatThrownBy(() -> opening.get(10, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  private static void awaitMetric(TestNode node, String line) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!node.get("/metrics").body().contains(line)) {
      assertThat(System.nanoTime()).as(line).isLessThan(deadline);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }
}
