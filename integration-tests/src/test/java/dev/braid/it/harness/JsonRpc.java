package dev.braid.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A JSON-RPC client that shows answers as they are, errors and HTTP status included. */
public final class JsonRpc {
  public static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI url;
  private final Duration patience;

  public JsonRpc(String url) {
    this(url, PATIENCE);
  }

  /**
   * @param patience a call that is not answered by then ends in an exception: it may have happened
   */
  public JsonRpc(String url, Duration patience) {
    this.url = URI.create(url);
    this.patience = patience;
  }

  public String url() {
    return url.toString();
  }

  /** An HTTP answer; {@code json} is missing when the body is none. */
  public record Answer(int status, JsonNode json) {
    public JsonNode result() {
      if (!json.has("result")) {
        throw new AssertionError("no result: HTTP " + status + " " + json);
      }
      return json.get("result");
    }

    public JsonNode error() {
      return json.path("error");
    }

    public int code() {
      return error().path("code").asInt();
    }

    public String reason() {
      return error().path("data").path("reason").asText("");
    }

    public boolean refused() {
      return json.has("error");
    }
  }

  public static ObjectNode request(String method, Object... parameters) {
    ObjectNode request = JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", method);
    request.set("params", JSON.valueToTree(parameters));
    return request;
  }

  public JsonNode result(String method, Object... parameters) {
    return call(method, parameters).result();
  }

  public Answer call(String method, Object... parameters) {
    return post(request(method, parameters).toString());
  }

  public CompletableFuture<Answer> callAsync(String method, Object... parameters) {
    return postAsync(request(method, parameters).toString());
  }

  public Answer post(String body) {
    return wait(postAsync(body));
  }

  public CompletableFuture<Answer> postAsync(String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(patience)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  public Answer get(String path) {
    return wait(send(HttpRequest.newBuilder(url.resolve(path)).timeout(patience).GET().build()));
  }

  private static CompletableFuture<Answer> send(HttpRequest request) {
    return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(response -> new Answer(response.statusCode(), parse(response.body())));
  }

  private static Answer wait(CompletableFuture<Answer> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException io) {
        throw new UncheckedIOException(io);
      }
      throw e;
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
