package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Json;
import dev.braid.coordinator.api.JsonValue.JsonNull;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;

/**
 * The same calls over WebSocket, a message each way. Answers come in the order in which they are
 * ready. A client that sends faster than it is answered, or does not read its answers, is not read
 * from until it has caught up.
 */
final class WebSocketDoor {
  static final int MAX_OUTSTANDING = 64;
  private static final int UNSUPPORTED_DATA = 1003;

  private final Vertx vertx;
  private final RpcServer rpc;
  private final RollupPaths paths;
  private final Admission admission;

  WebSocketDoor(Vertx vertx, RpcServer rpc, RollupPaths paths, Admission admission) {
    this.vertx = vertx;
    this.rpc = rpc;
    this.paths = paths;
    this.admission = admission;
  }

  void handle(ServerWebSocket socket) {
    new Session(socket, vertx.getOrCreateContext()).start();
  }

  private final class Session {
    private final ServerWebSocket socket;
    private final Context context;
    private int outstanding;

    Session(ServerWebSocket socket, Context context) {
      this.socket = socket;
      this.context = context;
    }

    void start() {
      socket.exceptionHandler(e -> {});
      socket.textMessageHandler(text -> message(text.getBytes(StandardCharsets.UTF_8)));
      socket.binaryMessageHandler(
          bytes -> socket.close((short) UNSUPPORTED_DATA, "text messages only").onFailure(e -> {}));
      socket.drainHandler(v -> resume());
    }

    private void message(byte[] body) {
      if (!admission.reserve(body.length)) {
        send(Json.bytes(Json.failure(new JsonNull(), admission.tooManyBytes())));
        return;
      }
      outstanding++;
      if (outstanding >= MAX_OUTSTANDING) {
        socket.pause();
      }
      rpc.answer(body, null, paths.methods("/"), context)
          .onComplete(
              answer -> {
                admission.release(body.length);
                outstanding--;
                byte[] bytes = answer.result();
                if (bytes != null) {
                  send(bytes);
                }
                resume();
              });
    }

    private void send(byte[] answer) {
      if (socket.isClosed()) {
        return;
      }
      socket
          .writeTextMessage(Buffer.buffer(answer).toString(StandardCharsets.US_ASCII))
          .onFailure(e -> {});
      if (socket.writeQueueFull()) {
        socket.pause();
      }
    }

    private void resume() {
      if (outstanding < MAX_OUTSTANDING && !socket.isClosed() && !socket.writeQueueFull()) {
        socket.resume();
      }
    }
  }
}
