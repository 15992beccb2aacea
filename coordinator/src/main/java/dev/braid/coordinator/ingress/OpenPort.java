package dev.braid.coordinator.ingress;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import org.jspecify.annotations.Nullable;

/** The socket of a verticle: takes as many connections as are admitted, and is closed with it. */
final class OpenPort {
  private final Admission admission;
  private @Nullable HttpServer server;

  OpenPort(Admission admission) {
    this.admission = admission;
  }

  /**
   * @param port 0 = any free port
   */
  Future<HttpServer> open(HttpServer listening, String host, int port) {
    server = listening;
    return listening
        .connectionHandler(
            connection -> {
              if (admission.enterConnection()) {
                connection.closeHandler(v -> admission.leaveConnection());
              } else {
                connection.close();
              }
            })
        .listen(port, host);
  }

  /**
   * The port that it listens on.
   *
   * @throws IllegalStateException before it is open
   */
  int number() {
    HttpServer listening = server;
    if (listening == null) {
      throw new IllegalStateException("not started");
    }
    return listening.actualPort();
  }

  Future<?> close() {
    HttpServer listening = server;
    return listening == null ? Future.succeededFuture() : listening.close();
  }
}
