package dev.braid.rollup.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.braid.rollup.jsonrpc.JsonRpcTransportException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JsonRpcClientTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final JsonRpcCall CALL = JsonRpcCall.of("m");

  private volatile String answer = "";
  private volatile String asked = "";
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile boolean hold;
  private volatile int status = 200;
  private HttpServer server;
  private ExecutorService threads;
  private JsonRpcClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          if (hold) {
            try {
              release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client = new JsonRpcClient(url(), new JsonRpcLimits(Duration.ofSeconds(1), 1_000, 10, 4));
  }

  @AfterEach
  void stop() {
    release.countDown();
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void writesParametersAsJson() {
    answer = "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":\"0x1\"}";
    JsonRpcCall call = JsonRpcCall.of("m", "a\"b", true, 1, List.of("x"), Map.of("k", List.of()));
    assertThat(client.call(call, LONG).join().result().asText()).isEqualTo("0x1");
    assertThat(asked)
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"m\","
                + "\"params\":[\"a\\\"b\",true,1,[\"x\"],{\"k\":[]}]}");
  }

  @Test
  void putsTheRepliesOfABatchIntoTheOrderOfItsCalls() {
    answer = "[{\"id\":1,\"result\":\"b\"},{\"id\":0,\"result\":\"a\"}]";
    List<JsonRpcReply> replies = client.batch(List.of(CALL, CALL), LONG).join();
    assertThat(replies).extracting(reply -> reply.result().asText()).containsExactly("a", "b");
  }

  @Test
  void sendsNothingThatWaitedUntilItsFenceWasClosed() throws InterruptedException {
    answer = "{\"id\":0,\"result\":\"ok\"}";
    hold = true;
    AtomicBoolean leads = new AtomicBoolean(true);
    try (JsonRpcClient narrow =
        new JsonRpcClient(url(), new JsonRpcLimits(Duration.ofSeconds(1), 1_000, 10, 1))) {
      CompletableFuture<JsonRpcReply> first = narrow.call(CALL, LONG);
      CompletableFuture<JsonRpcReply> queued =
          narrow.call(JsonRpcCall.of("late"), LONG, leads::get);
      leads.set(false);
      release.countDown();
      assertThat(first.join().result().asText()).isEqualTo("ok");
      assertKind(Kind.FENCED, queued);
      assertThat(asked).doesNotContain("late");
      leads.set(true);
      assertThat(narrow.call(CALL, LONG, leads::get).join().result().asText()).isEqualTo("ok");
    }
  }

  @Test
  void keepsCodeMessageAndDataOfAnError() {
    answer = "{\"id\":0,\"error\":{\"code\":-32003,\"message\":\"no\",\"data\":\"0x08\"}}";
    JsonRpcReply reply = client.call(CALL, LONG).join();
    assertThat(reply).isInstanceOf(JsonRpcReply.Failure.class);
    JsonRpcReply.Failure failure = (JsonRpcReply.Failure) reply;
    assertThat(failure.code()).isEqualTo(-32003);
    assertThat(failure.message()).isEqualTo("no");
    assertThat(String.valueOf(failure.data())).isEqualTo("\"0x08\"");
    assertThatThrownBy(reply::result)
        .isInstanceOf(JsonRpcFailureException.class)
        .hasMessageContaining("-32003: no");
  }

  @Test
  void refusesWhatIsNoAnswer() {
    for (String body :
        List.of(
            "",
            "<html>",
            "[]",
            "{}",
            "7",
            "{\"id\":0}",
            "[{\"id\":0,\"result\":1}]",
            "[{\"id\":0,\"result\":1},{\"id\":0,\"result\":1}]",
            "[{\"id\":0,\"result\":1},{\"id\":2,\"result\":1}]",
            "{\"id\":null,\"error\":{\"code\":-32600,\"message\":\"too many\"}}")) {
      answer = body;
      assertKind(Kind.NOT_JSON_RPC, client.batch(List.of(CALL, CALL), LONG));
    }
  }

  @Test
  void refusesAnAnswerAboveTheLimit() {
    answer = "{\"id\":0,\"result\":\"" + "x".repeat(1_000) + "\"}";
    assertKind(Kind.TOO_LARGE, client.call(CALL, LONG));
    answer = "{\"id\":0,\"result\":\"ok\"}";
    assertThat(client.call(CALL, LONG).join().result().asText()).isEqualTo("ok");
  }

  @Test
  void tellsAnHttpStatus() {
    status = 503;
    answer = "busy";
    assertKind(Kind.HTTP_STATUS, client.call(CALL, LONG));
  }

  @Test
  void givesUpInTime() {
    hold = true;
    long start = System.nanoTime();
    assertKind(Kind.TIMED_OUT, client.call(CALL, Duration.ofMillis(200)));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertKind(Kind.NO_TIME, client.call(CALL, Duration.ZERO));
  }

  @Test
  void saysThatNothingWasSent() {
    server.stop(0);
    assertKind(Kind.NOT_SENT, client.call(CALL, LONG));
  }

  @Test
  void takesNoBatchAboveTheLimit() {
    List<JsonRpcCall> many = Collections.nCopies(11, CALL);
    assertThatThrownBy(() -> client.batch(many, LONG)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertKind(Kind kind, CompletableFuture<?> future) {
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            JsonRpcTransportException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
