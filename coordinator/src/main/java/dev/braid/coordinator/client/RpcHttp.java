package dev.braid.coordinator.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A blocking JSON-RPC client. For threads of a command only, never for an event loop. */
public final class RpcHttp implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final URI url;
  private final HttpClient http;

  public RpcHttp(URI url) {
    this.url = url;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
  }

  /** {@code params} as JSON text, sent as it stands, so that the server sees what a file says. */
  public JsonNode call(String method, String params, Duration timeout) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    JsonNode answer = read(post(body, timeout));
    if (answer.hasNonNull("error")) {
      throw new RpcErrorException(answer.get("error"));
    }
    if (!answer.has("result")) {
      throw new UnreachableException(url + " does not speak JSON-RPC");
    }
    return answer.get("result");
  }

  /** {@code GET} of a path; gives the status. */
  public int status(String path, Duration timeout) {
    return send(HttpRequest.newBuilder(url.resolve(path)).timeout(timeout).GET().build())
        .statusCode();
  }

  public URI url() {
    return url;
  }

  private String post(String body, Duration timeout) {
    return send(HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build())
        .body();
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UnreachableException("cannot reach " + url + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted while waiting for " + url, e);
    }
  }

  private JsonNode read(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new UnreachableException(url + " does not speak JSON-RPC", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
