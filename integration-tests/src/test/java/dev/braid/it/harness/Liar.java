package dev.braid.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a node and all ports of an engine, passes everything on, and while it is told to
 * lies about some methods: the answer is changed, or none comes.
 */
public final class Liar implements AutoCloseable {
  private static final List<String> PASSED_ON = List.of("content-type", "authorization");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpServer> servers = new ArrayList<>();
  private final AtomicInteger told = new AtomicInteger();
  private volatile @Nullable Lie lie;

  /** How to lie. */
  public sealed interface Lie {
    /** Of calls whose method's name contains this; empty = of all. */
    String method();

    /** The call reaches the engine, and its answer's {@code result} is changed. */
    record Changed(String method, UnaryOperator<JsonNode> result) implements Lie {}

    /** The call reaches nobody; HTTP 500. */
    record Failure(String method) implements Lie {}

    /** The call reaches nobody, and no answer ever comes. */
    record Silence(String method) implements Lie {}

    /** The call reaches the engine; the answer is no JSON. */
    record Garbage(String method) implements Lie {}
  }

  /** Stands before this URL too; returns the URL at which it is found. */
  public String before(String target) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    URI url = URI.create(target);
    server.createContext("/", exchange -> pass(exchange, url));
    server.setExecutor(threads);
    server.start();
    servers.add(server);
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lies from now on. */
  public void lie(Lie how) {
    told.set(0);
    lie = how;
  }

  /** Tells the truth from now on. */
  public void tellTheTruth() {
    lie = null;
  }

  /** How often it has lied since it was told to. */
  public int lies() {
    return told.get();
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
    http.shutdownNow();
  }

  private void pass(HttpExchange exchange, URI target) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Lie now = lie;
      boolean lies = now != null && concerns(body, now.method());
      if (lies && now instanceof Lie.Silence) {
        told.incrementAndGet();
        keepSilent();
        return;
      }
      if (lies && now instanceof Lie.Failure) {
        told.incrementAndGet();
        answer(exchange, 500, "engine is on fire".getBytes(StandardCharsets.UTF_8));
        return;
      }
      HttpResponse<byte[]> response = send(exchange, body, target);
      byte[] answer = response.body();
      if (lies && now instanceof Lie.Garbage) {
        told.incrementAndGet();
        answer = "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(StandardCharsets.UTF_8);
      } else if (lies && now instanceof Lie.Changed changed) {
        answer = change(body, answer, changed);
      }
      answer(exchange, response.statusCode(), answer);
    }
  }

  private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body, URI target)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String header : PASSED_ON) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static boolean concerns(byte[] body, String method) throws IOException {
    JsonNode request = JsonRpc.JSON.readTree(body);
    for (JsonNode call : request.isArray() ? request : List.of(request)) {
      if (call.path("method").asText().contains(method)) {
        return true;
      }
    }
    return false;
  }

  private byte[] change(byte[] body, byte[] answer, Lie.Changed how) throws IOException {
    JsonNode request = JsonRpc.JSON.readTree(body);
    JsonNode response = JsonRpc.JSON.readTree(answer);
    if (!request.isArray()) {
      changeOne(request, response, how);
    } else if (response instanceof ArrayNode answers) {
      for (JsonNode call : request) {
        for (JsonNode one : answers) {
          if (one.path("id").equals(call.path("id"))) {
            changeOne(call, one, how);
          }
        }
      }
    }
    return JsonRpc.JSON.writeValueAsBytes(response);
  }

  private void changeOne(JsonNode call, JsonNode response, Lie.Changed how) {
    if (call.path("method").asText().contains(how.method())
        && response instanceof ObjectNode object
        && object.has("result")) {
      object.set("result", how.result().apply(object.get("result")));
      told.incrementAndGet();
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().add("content-type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Until the proxy ends. */
  private static void keepSilent() {
    try {
      Thread.sleep(Duration.ofHours(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
