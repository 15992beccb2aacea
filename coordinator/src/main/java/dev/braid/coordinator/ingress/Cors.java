package dev.braid.coordinator.ingress;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cross-origin calls of browsers, by the configured origins (Fetch standard, CORS protocol). */
final class Cors {
  private final List<String> origins;

  Cors(List<String> origins) {
    this.origins = List.copyOf(origins);
  }

  boolean allows(@Nullable String origin) {
    return origin != null && (origins.contains("*") || origins.contains(origin));
  }

  /** A web page that may not read answers must not open a WebSocket either: browsers do not ask. */
  boolean allowsWebSocket(@Nullable String origin) {
    return origin == null || allows(origin);
  }

  void mark(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (origin != null && allows(origin)) {
      request
          .response()
          .putHeader("Access-Control-Allow-Origin", origins.contains("*") ? "*" : origin)
          .putHeader("Vary", "Origin");
    }
  }

  void preflight(HttpServerRequest request, HttpServerResponse response) {
    mark(request);
    if (allows(request.getHeader("Origin"))) {
      response
          .putHeader("Access-Control-Allow-Methods", "POST, GET, OPTIONS")
          .putHeader("Access-Control-Allow-Headers", "Content-Type, " + FlashbotsHeader.NAME)
          .putHeader("Access-Control-Max-Age", "600");
    }
  }
}
