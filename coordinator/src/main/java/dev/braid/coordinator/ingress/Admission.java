package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.RpcError;
import dev.braid.coordinator.config.HttpConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what all clients together use: connections, calls in flight, bytes of bodies. */
final class Admission {
  private static final long RETRY_AFTER_MILLIS = 200;

  private final HttpConfig.Limits limits;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong bufferedBytes = new AtomicLong();

  Admission(HttpConfig.Limits limits) {
    this.limits = limits;
  }

  boolean enterConnection() {
    if (connections.incrementAndGet() > limits.connections()) {
      connections.decrementAndGet();
      return false;
    }
    return true;
  }

  void leaveConnection() {
    connections.decrementAndGet();
  }

  boolean enterCall() {
    if (inFlight.incrementAndGet() > limits.inFlight()) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  void leaveCall() {
    inFlight.decrementAndGet();
  }

  boolean reserve(int bytes) {
    if (bufferedBytes.addAndGet(bytes) > limits.bufferedBytes()) {
      bufferedBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void release(long bytes) {
    bufferedBytes.addAndGet(-bytes);
  }

  int connections() {
    return connections.get();
  }

  int inFlight() {
    return inFlight.get();
  }

  long bufferedBytes() {
    return bufferedBytes.get();
  }

  RpcError tooManyCalls() {
    return RpcError.overload("TOO_MANY_CALLS", "too many calls in flight", RETRY_AFTER_MILLIS)
        .limit(limits.inFlight(), null);
  }

  RpcError tooManyBytes() {
    return RpcError.overload("TOO_MANY_BYTES", "too many bytes of requests", RETRY_AFTER_MILLIS);
  }

  RpcError bodyTooLarge(long actual) {
    return RpcError.of(
            RpcError.REQUEST,
            "BODY_TOO_LARGE",
            "a request body has at most " + limits.bodyBytes() + " bytes")
        .limit(limits.bodyBytes(), actual);
  }
}
