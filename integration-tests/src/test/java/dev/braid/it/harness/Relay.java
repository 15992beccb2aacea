package dev.braid.it.harness;

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
import java.util.concurrent.locks.LockSupport;

/** Stands between the node and a rollup: makes it slow, and notes when which call was under way. */
public final class Relay implements AutoCloseable {
  private static final String AUTHORIZATION = "Authorization";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final URI target;
  private final Duration delay;
  private final List<Call> calls = new ArrayList<>();

  /**
   * A call that passed, with the times of its arrival and of its answer ({@code System.nanoTime}).
   */
  public record Call(String body, long fromNanos, long toNanos) {}

  Relay(String target, Duration delay) {
    this.target = URI.create(target);
    this.delay = delay;
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      server = HttpServer.create(new InetSocketAddress(loopback, Ports.free()), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::pass);
    server.setExecutor(threads);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Calls whose body contains {@code word}, in the order of their answers. */
  public List<Call> calls(String word) {
    synchronized (calls) {
      return calls.stream().filter(call -> call.body().contains(word)).toList();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    http.shutdownNow();
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      long from = System.nanoTime();
      byte[] body = exchange.getRequestBody().readAllBytes();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target)
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      String token = exchange.getRequestHeaders().getFirst(AUTHORIZATION);
      if (token != null) {
        request.header(AUTHORIZATION, token);
      }
      LockSupport.parkNanos(delay.toNanos()); // the slowness of the rollup, not a wait
      HttpResponse<byte[]> response;
      try {
        response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      String text = new String(body, StandardCharsets.UTF_8);
      synchronized (calls) {
        calls.add(new Call(text, from, System.nanoTime()));
      }
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.sendResponseHeaders(response.statusCode(), response.body().length);
      exchange.getResponseBody().write(response.body());
    }
  }
}
