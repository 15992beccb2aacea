package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.RpcError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Receives one request body within its limits. A body that is too large is refused as soon as that
 * is known, before it is sent where its length is declared, and the rest is thrown away unread for
 * a while, so that the client comes to read the answer instead of a reset connection.
 */
final class BodyCollector {
  private static final long LINGER_MILLIS = 5_000;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Admission admission;
  private final long maxBytes;
  private final Outcome outcome;
  private Buffer body = Buffer.buffer();
  private long received;
  private long reserved;
  private boolean settled;
  private boolean ended;
  private long timer;

  /** What comes of it: exactly one call, unless the client goes away first. */
  interface Outcome {
    /**
     * @param release to be called when the body is no longer held
     */
    void received(byte[] body, Runnable release);

    void refused(int httpStatus, RpcError error);
  }

  private BodyCollector(
      Vertx vertx, HttpServerRequest request, Admission admission, long maxBytes, Outcome outcome) {
    this.vertx = vertx;
    this.request = request;
    this.admission = admission;
    this.maxBytes = maxBytes;
    this.outcome = outcome;
  }

  static void collect(
      Vertx vertx,
      HttpServerRequest request,
      Admission admission,
      long maxBytes,
      Duration timeout,
      Outcome outcome) {
    new BodyCollector(vertx, request, admission, maxBytes, outcome).start(timeout);
  }

  private void start(Duration timeout) {
    request.handler(this::chunk).endHandler(v -> end()).exceptionHandler(e -> gone());
    timer = vertx.setTimer(timeout.toMillis(), id -> late());
    Long declared = declaredLength(request);
    if (declared != null && declared > maxBytes) {
      refuse(413, admission.bodyTooLarge(declared));
    } else if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
  }

  private void chunk(Buffer chunk) {
    received += chunk.length();
    if (settled) {
      return;
    }
    if (received > maxBytes) {
      refuse(413, admission.bodyTooLarge(received));
    } else if (!admission.reserve(chunk.length())) {
      refuse(200, admission.tooManyBytes());
    } else {
      reserved += chunk.length();
      body.appendBuffer(chunk);
    }
  }

  private void end() {
    ended = true;
    vertx.cancelTimer(timer);
    if (!settled) {
      settled = true;
      byte[] bytes = body.getBytes();
      body = Buffer.buffer();
      outcome.received(bytes, this::release);
    }
  }

  private void gone() {
    vertx.cancelTimer(timer);
    if (!settled) {
      settled = true;
      release();
    }
  }

  private void late() {
    if (!settled) {
      refuse(
          408,
          RpcError.of(RpcError.REQUEST, "BODY_TIMEOUT", "the body came too slowly").mayRetry());
    }
  }

  private void refuse(int status, RpcError error) {
    settled = true;
    release();
    vertx.cancelTimer(timer);
    if (!ended) {
      timer = vertx.setTimer(LINGER_MILLIS, id -> request.connection().close());
    }
    outcome.refused(status, error);
  }

  private void release() {
    body = Buffer.buffer();
    admission.release(reserved);
    reserved = 0;
  }

  private static @Nullable Long declaredLength(HttpServerRequest request) {
    String text = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
