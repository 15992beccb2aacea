package dev.braid.coordinator.ingress;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.proto.v1.LogProto.LogEvent;
import dev.braid.protocol.types.BundleId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Wakes calls that wait for something to stand in the log: a bundle's final state, a height. Lives
 * on one event loop; may be asked from any thread. As many wait as calls are in flight, no more.
 */
final class NoticeBoard {
  private final Vertx vertx;
  private final Context context;
  private final Map<BundleId, List<Promise<Boolean>>> bundles = new HashMap<>();
  private final List<HeightWaiter> heights = new ArrayList<>();
  private long height = -1;

  private record HeightWaiter(long height, Promise<Boolean> promise) {}

  NoticeBoard(Vertx vertx, Context context) {
    this.vertx = vertx;
    this.context = context;
  }

  /** On the event loop, for every notice in order. */
  void applied(AppliedNotice notice) {
    height = notice.getHeight();
    for (LogEvent event : notice.getEventsList()) {
      if (event.hasFinished()) {
        List<Promise<Boolean>> waiters =
            bundles.remove(ValueCodec.bundleId(event.getFinished().getId()));
        if (waiters != null) {
          waiters.forEach(waiter -> waiter.tryComplete(true));
        }
      }
    }
    heights.removeIf(waiter -> waiter.height() <= height && waiter.promise().tryComplete(true));
  }

  /**
   * Completes {@code waiter} with true when the bundle reaches a final state from now on, with
   * false when that takes longer. Whoever completes it otherwise ends the wait.
   *
   * @param registered run on the event loop once no final state can be missed any more
   */
  void whenFinal(BundleId id, long timeoutMillis, Promise<Boolean> waiter, Runnable registered) {
    context.runOnContext(
        v -> {
          bundles.computeIfAbsent(id, key -> new ArrayList<>()).add(waiter);
          long timer = vertx.setTimer(timeoutMillis, t -> waiter.tryComplete(false));
          waiter.future().onComplete(done -> forget(id, waiter, timer));
          registered.run();
        });
  }

  private void forget(BundleId id, Promise<Boolean> promise, long timer) {
    vertx.cancelTimer(timer);
    bundles.computeIfPresent(
        id,
        (key, waiters) -> {
          waiters.remove(promise);
          return waiters.isEmpty() ? null : waiters;
        });
  }

  /** Completes with true when this height is certified, with false when that takes longer. */
  Future<Boolean> whenHeight(long wanted, long timeoutMillis) {
    Promise<Boolean> promise = Promise.promise();
    context.runOnContext(
        v -> {
          if (wanted <= height) {
            promise.complete(true);
            return;
          }
          HeightWaiter waiter = new HeightWaiter(wanted, promise);
          heights.add(waiter);
          long timer = vertx.setTimer(timeoutMillis, t -> promise.tryComplete(false));
          promise
              .future()
              .onComplete(
                  done -> {
                    vertx.cancelTimer(timer);
                    if (!done.result()) {
                      heights.remove(waiter);
                    }
                  });
        });
    return promise.future();
  }
}
