package dev.braid.coordinator.batcher;

import dev.braid.coordinator.batcher.Leadership.Phase;
import dev.braid.coordinator.log.CertifiedBatch;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.types.Address;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's pen, on every member: takes requests, and while this member leads makes batches of
 * them, appends these and answers when they are certified (D1). The next batch grows while others
 * are in flight. All of it runs on one loop, which belongs to whoever made it.
 */
public final class Batcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

  /**
   * Entries of the rounds that may wait. They have a limit of their own, far above what the planner
   * has under way, so that no flood of bundles keeps a decision out of the log (L1).
   */
  static final int MAX_PROPOSALS = 16_384;

  private final Loop loop;
  private final ReplicatedLog log;
  private final BatcherOptions options;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Queue<Arrived> arrivals = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isReading = new AtomicBoolean();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong requestBytes = new AtomicLong();
  private final AtomicInteger proposals = new AtomicInteger();

  // All below belongs to the loop.
  private final Intake intake;
  private final Leadership leadership;
  private Loop.@Nullable Timer dueTimer;

  private record Arrived(byte[] body, long nanos, Answer answer) {}

  /**
   * @param loop runs all of it; not closed by this
   * @param member this node's signing address
   * @param genesis how to begin an empty log; null = never
   */
  public Batcher(
      Loop loop,
      ReplicatedLog log,
      LedgerReader ledger,
      Log rules,
      Address member,
      LogClock clock,
      BatcherOptions options,
      @Nullable Genesis genesis) {
    this.loop = loop;
    this.log = log;
    this.options = options;
    this.intake = new Intake(ledger);
    this.leadership =
        new Leadership(
            new Setup(loop, this::run, log, ledger, rules, member, clock, options, genesis),
            intake,
            this::end);
  }

  /** Listeners are told in the order in which they were added. To be called before the start. */
  public void addListener(LeadershipListener listener) {
    leadership.addListener(listener);
  }

  /** From now on it leads whenever the log says that it should. */
  public void start() {
    log.onLeadershipChange(() -> run(leadership::consider));
    run(leadership::consider);
  }

  /**
   * Completes when it makes no more batches: exceptionally when that is for another reason than
   * {@link #close}. On the batcher's loop.
   */
  public CompletionStage<Void> ended() {
    return ended.minimalCompletionStage();
  }

  /** Tells it of certified batches; does not block. */
  public void certified(CertifiedBatch batch) {
    run(() -> leadership.certified(batch));
  }

  /** Bundles not answered yet. */
  public int requests() {
    return requests.get();
  }

  /** Bytes of the bundles not answered yet. */
  public long requestBytes() {
    return requestBytes.get();
  }

  /** Whether its claim of the present term is certified. */
  public boolean leads() {
    return leadership.phase() == Phase.LEADING;
  }

  /** What it does, as a stable number for metrics: 0 idle to 4 leading, 5 ended. */
  public int phaseCode() {
    return leadership.phase().code();
  }

  /**
   * Takes a {@code BatcherRequest}, or refuses it at once when too many wait. Never blocks.
   *
   * @param answer gets the reply; from the caller's thread when it is refused, else on the loop
   */
  public void request(byte[] body, Answer answer) {
    if (Intake.isProposal(body)) {
      propose(body, answer);
    } else {
      submit(body, answer);
    }
  }

  private void propose(byte[] body, Answer answer) {
    Answer counted =
        reply -> {
          proposals.decrementAndGet();
          answer.send(reply);
        };
    if (proposals.incrementAndGet() > MAX_PROPOSALS) {
      counted.send(Replies.unavailable(MAX_PROPOSALS + " proposals wait"));
    } else if (!enqueue(body, counted)) {
      counted.send(Replies.unavailable("the batcher has ended"));
    }
  }

  private void submit(byte[] body, Answer answer) {
    int count = requests.incrementAndGet();
    long bytes = requestBytes.addAndGet(body.length);
    Answer counted =
        reply -> {
          requests.decrementAndGet();
          requestBytes.addAndGet(-body.length);
          answer.send(reply);
        };
    if (count > options.maxRequests()) {
      counted.send(Replies.refused(Refusals.queueFull("requests", options.maxRequests(), count)));
    } else if (bytes > options.maxRequestBytes()) {
      counted.send(Replies.refused(Refusals.queueFull("bytes", options.maxRequestBytes(), bytes)));
    } else if (!enqueue(body, counted)) {
      counted.send(Replies.refused(Refusals.unavailable("the batcher has ended")));
    }
  }

  /** False = the batcher has ended and will not answer. */
  private boolean enqueue(byte[] body, Answer answer) {
    Arrived arrived = new Arrived(body, loop.nanoTime(), answer);
    arrivals.add(arrived);
    if (leadership.phase() == Phase.ENDED) {
      return !arrivals.remove(arrived);
    }
    // One task reads all that has arrived by then.
    if (isReading.compareAndSet(false, true)) {
      run(() -> isReading.set(false));
    }
    return true;
  }

  /** Runs a task on the loop, then reads what has arrived and makes the batches that are due. */
  private void run(Runnable task) {
    loop.execute(
        () -> {
          if (leadership.phase() == Phase.ENDED) {
            return;
          }
          try {
            task.run();
            readArrivals();
            makeBatches();
          } catch (RuntimeException | Error e) {
            LOG.error("batcher failed", e);
            end("the batcher failed");
          }
        });
  }

  private void readArrivals() {
    for (Arrived next = arrivals.poll(); next != null; next = arrivals.poll()) {
      intake.arrived(next.body(), next.nanos(), next.answer());
    }
  }

  private void makeBatches() {
    if (leadership.phase() == Phase.IDLE) {
      intake.refuseNotLeading(log.leader(), "this member does not lead");
      return;
    }
    if (leadership.isStill(loop.nanoTime())) {
      intake.refuseNoQuorum("no majority has taken or certified a batch for a while");
    }
    while (leadership.phase() == Phase.LEADING) {
      long now = loop.nanoTime();
      long due = leadership.batches().dueNanos(now);
      if (due == Long.MAX_VALUE) {
        return;
      }
      if (due - now > 0) {
        wakeAfter(due - now);
        return;
      }
      if (!leadership.batches().append()) {
        return;
      }
    }
  }

  private void wakeAfter(long nanos) {
    if (dueTimer == null) {
      // Rounded up: woken too early it would only wait again.
      long millis = TimeUnit.NANOSECONDS.toMillis(nanos + 999_999);
      dueTimer = loop.after(millis, () -> run(() -> dueTimer = null));
    }
  }

  private void end(String why) {
    if (leadership.phase() == Phase.ENDED) {
      return;
    }
    leadership.close(why);
    ended.completeExceptionally(new IllegalStateException("the batcher ended: " + why));
    readArrivals();
    intake.refuseAll(why);
  }

  /** Answers what waits and ends, soon and without blocking; in flight stays unknown. */
  @Override
  public void close() {
    loop.execute(
        () -> {
          ended.complete(null);
          end("the node stops");
        });
  }
}
