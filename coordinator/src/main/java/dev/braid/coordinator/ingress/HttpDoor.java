package dev.braid.coordinator.ingress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.JsonValue.JsonNull;
import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.config.HttpConfig;
import dev.braid.coordinator.telemetry.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Routes the public port: JSON-RPC by POST, health, metrics, CORS. On an event loop: no work here.
 */
final class HttpDoor {
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final HttpConfig config;
  private final Admission admission;
  private final RpcServer rpc;
  private final RollupPaths paths;
  private final HealthCheck health;
  private final @Nullable Metrics metrics;
  private final WorkPool workers;
  private final Cors cors;

  /**
   * @param metrics null = {@code /metrics} is not served
   */
  HttpDoor(
      Vertx vertx,
      HttpConfig config,
      Admission admission,
      RpcServer rpc,
      RollupPaths paths,
      HealthCheck health,
      @Nullable Metrics metrics,
      WorkPool workers) {
    this.vertx = vertx;
    this.config = config;
    this.admission = admission;
    this.rpc = rpc;
    this.paths = paths;
    this.health = health;
    this.metrics = metrics;
    this.workers = workers;
    this.cors = new Cors(config.corsOrigins());
  }

  void handle(HttpServerRequest request) {
    request.response().exceptionHandler(e -> {});
    String path = request.path() == null ? "" : request.path();
    if (request.method().equals(HttpMethod.OPTIONS)) {
      cors.preflight(request, request.response());
      request.response().setStatusCode(204).end();
      return;
    }
    cors.mark(request);
    switch (path) {
      case "/health" -> onGet(request, this::health);
      case "/metrics" -> onGet(request, this::metrics);
      default -> {
        if (path.equals("/") || path.startsWith(RollupPaths.PREFIX)) {
          onPost(request, path);
        } else {
          text(request, 404, "not found");
        }
      }
    }
  }

  private void onPost(HttpServerRequest request, String path) {
    if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader("Allow", "POST, OPTIONS");
      text(request, 405, "JSON-RPC is called by POST");
      return;
    }
    Context context = vertx.getOrCreateContext();
    BodyCollector.collect(
        vertx,
        request,
        admission,
        config.limits().bodyBytes(),
        config.timeouts().body(),
        new BodyCollector.Outcome() {
          @Override
          public void received(byte[] body, Runnable release) {
            rpc.answer(body, request.getHeader(FlashbotsHeader.NAME), paths.methods(path), context)
                .onComplete(
                    answer -> {
                      release.run();
                      respond(request, answer.result());
                    });
          }

          @Override
          public void refused(int status, RpcError error) {
            end(request, status, JSON, Json.bytes(Json.failure(new JsonNull(), error)));
          }
        });
  }

  private static void respond(HttpServerRequest request, byte @Nullable [] answer) {
    if (answer == null) {
      HttpServerResponse response = request.response();
      if (!response.closed() && !response.ended()) {
        response.setStatusCode(204).end();
      }
    } else {
      end(request, 200, JSON, answer);
    }
  }

  private static void onGet(
      HttpServerRequest request, java.util.function.Consumer<HttpServerRequest> handler) {
    boolean isGet =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (isGet) {
      handler.accept(request);
    } else {
      request.response().putHeader("Allow", "GET, HEAD");
      text(request, 405, "read it by GET");
    }
  }

  private void health(HttpServerRequest request) {
    HealthCheck.Report report = health.report();
    ObjectNode body = Json.object().put("status", report.status());
    report
        .problems()
        .forEach(
            problem ->
                body.withArray("problems")
                    .addObject()
                    .put("key", problem.key())
                    .put("message", problem.message()));
    end(request, report.httpStatus(), JSON, Json.bytes(body));
  }

  private void metrics(HttpServerRequest request) {
    Metrics source = metrics;
    if (source == null) {
      text(request, 404, "metrics are switched off");
      return;
    }
    workers
        .run(vertx.getOrCreateContext(), source::scrape)
        .onSuccess(
            text ->
                end(
                    request,
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .onFailure(
            e -> text(request, 503, e instanceof Refusal ? "busy" : "metrics cannot be read"));
  }

  private static void text(HttpServerRequest request, int status, String message) {
    end(
        request,
        status,
        "text/plain; charset=utf-8",
        (message + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static void end(HttpServerRequest request, int status, String type, byte[] body) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(Buffer.buffer(body));
  }
}
