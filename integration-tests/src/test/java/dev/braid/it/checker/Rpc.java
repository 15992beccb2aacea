package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads of one rollup or node by JSON-RPC, with the JDK's HTTP client. */
final class Rpc {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 50;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;

  Rpc(String url) {
    this.url = URI.create(url);
  }

  /** Calls {@code method} once with each list of parameters; results in the same order. */
  List<JsonNode> callEach(String method, List<List<Object>> parameters) {
    List<JsonNode> results = new ArrayList<>();
    for (int from = 0; from < parameters.size(); from += BATCH) {
      int to = Math.min(from + BATCH, parameters.size());
      results.addAll(batch(method, parameters.subList(from, to)));
    }
    return results;
  }

  JsonNode call(String method, Object... parameters) {
    return batch(method, List.of(List.of(parameters))).get(0);
  }

  private List<JsonNode> batch(String method, List<List<Object>> parameters) {
    return answers(method, parameters).stream().map(answer -> result(method, answer)).toList();
  }

  /** The whole answer to each call, errors too, in the order of the calls. */
  List<JsonNode> answers(String method, List<List<Object>> parameters) {
    ArrayNode body = JSON.createArrayNode();
    for (int i = 0; i < parameters.size(); i++) {
      ObjectNode request = body.addObject();
      request.put("jsonrpc", "2.0").put("id", i).put("method", method);
      request.set("params", JSON.valueToTree(parameters.get(i)));
    }
    List<JsonNode> answers = new ArrayList<>();
    post(body).forEach(answers::add);
    answers.sort(Comparator.comparingInt(answer -> answer.path("id").asInt()));
    if (answers.size() != parameters.size()) {
      throw new IllegalStateException(method + " answered " + answers.size() + " of a batch");
    }
    return answers;
  }

  private JsonNode result(String method, JsonNode answer) {
    if (!answer.has("result")) {
      throw new IllegalStateException(url + " " + method + " answered " + answer);
    }
    return answer.get("result");
  }

  private JsonNode post(ArrayNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(30))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new IllegalStateException(url + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
