package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.Refusal;
import dev.braid.coordinator.api.RpcError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounded threads with a bounded queue for what must not run on an event loop. */
final class WorkPool implements AutoCloseable {
  private static final long RETRY_AFTER_MILLIS = 200;

  private final ThreadPoolExecutor threads;

  /**
   * @param workers 0 = one per processor, at least 2
   */
  WorkPool(int workers, int queue) {
    int count = workers > 0 ? workers : Math.max(2, Runtime.getRuntime().availableProcessors());
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            task -> {
              Thread thread = new Thread(task, "braid-ingress-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs the work on a worker; the result comes on {@code context}. Fails with {@code -32005} at
   * once when the queue is full.
   */
  <T> Future<T> run(Context context, Callable<T> work) {
    Promise<T> promise = Promise.promise();
    try {
      threads.execute(
          () -> {
            try {
              T result = work.call();
              context.runOnContext(v -> promise.complete(result));
            } catch (Throwable e) {
              context.runOnContext(v -> promise.fail(e));
            }
          });
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(new Refusal(full()));
    }
    return promise.future();
  }

  private static RpcError full() {
    return RpcError.overload("QUEUE_FULL", "too many calls wait for a worker", RETRY_AFTER_MILLIS);
  }

  int queued() {
    return threads.getQueue().size();
  }

  /** Lets what runs finish; what waits is dropped with its connections. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
