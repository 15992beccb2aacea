package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Stands between a client and one port of an engine, and changes the answers to chosen methods. */
public final class EngineProxy implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI target;
  private final Map<String, Lie> lies = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What becomes of an answer. */
  private sealed interface Lie {}

  private record Changed(UnaryOperator<JsonNode> result) implements Lie {}

  private record Said(int status, String body) implements Lie {}

  private record Silent() implements Lie {}

  public EngineProxy(URI target) {
    this.target = target;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The engine does as it is told, and its result is changed. */
  public void change(String method, UnaryOperator<JsonNode> result) {
    lies.put(method, new Changed(result));
  }

  /** The engine is not asked; the answer is this body. */
  public void say(String method, int status, String body) {
    lies.put(method, new Said(status, body));
  }

  /** The engine is not asked, and there is no answer. */
  public void silence(String method) {
    lies.put(method, new Silent());
  }

  /** The engine does not know the method. */
  public void deny(String method) {
    say(
        method,
        200,
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32601,\"message\":\"no such\"}}");
  }

  public void tellTheTruth() {
    lies.clear();
  }

  /** Methods asked so far, in order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  public static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode request = MAPPER.readTree(body);
      String method = request.isArray() ? "batch" : request.path("method").asText();
      asked.add(method);
      switch (lies.get(method)) {
        case Said(int status, String text) -> answer(exchange, status, text);
        case Silent silent -> closed.await();
        case Changed(UnaryOperator<JsonNode> change) -> {
          HttpResponse<String> real = forward(exchange, body);
          ObjectNode reply = (ObjectNode) MAPPER.readTree(real.body());
          reply.set("result", change.apply(reply.path("result")));
          answer(exchange, real.statusCode(), reply.toString());
        }
        case null -> {
          HttpResponse<String> real = forward(exchange, body);
          answer(exchange, real.statusCode(), real.body());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
    http.close();
  }
}
