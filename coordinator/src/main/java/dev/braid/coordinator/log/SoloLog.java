package dev.braid.coordinator.log;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.types.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one node. One writer thread runs the append rule and hands what it takes, with all
 * that waits, to the ledger, which writes it in one synced write (group commit): nothing is
 * answered before (D1). After a failed write it stops for good, because what a disk did with it is
 * known only after a new start; an fsync is never tried again.
 */
public final class SoloLog implements ReplicatedLog {
  /** Appends and take-overs that may wait for the writer. */
  static final int MAX_WAITING = 64;

  /** Batches that share a write at most. */
  static final int MAX_GROUP = 16;

  private static final Logger LOG = LoggerFactory.getLogger(SoloLog.class);

  private final Address member;
  private final BatchStore store;
  private final TakenBatches ledger;
  private final Consumer<Throwable> onFailure;
  private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(MAX_WAITING);
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Thread writer;

  // Changed by the writer thread alone.
  private volatile AppendRule rule;
  private volatile Role role = Role.FOLLOWER;

  private sealed interface Request {
    record Append(TakenBatch batch, CompletableFuture<AppendOutcome> answer) implements Request {}

    record TakeOver(CompletableFuture<LogHead> answer) implements Request {}

    /** The last request: the writer ends. */
    record Close() implements Request {}
  }

  /**
   * @param member who keeps it
   * @param rule where the store's head stands
   * @param ledger has applied all that the store holds
   * @param onFailure told once, on the writer thread, when a write fails: the node must stop
   */
  public SoloLog(
      Address member,
      BatchStore store,
      AppendRule rule,
      TakenBatches ledger,
      Consumer<Throwable> onFailure) {
    this.member = member;
    this.store = store;
    this.ledger = ledger;
    this.onFailure = onFailure;
    this.rule = rule;
    this.writer = Thread.ofPlatform().name("log-writer").daemon(true).unstarted(this::run);
    this.writer.start();
  }

  @Override
  public LogHead head() {
    return headOf(rule);
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public Address leader() {
    return member;
  }

  @Override
  public boolean shouldLead() {
    return role != Role.STOPPED;
  }

  @Override
  public void onLeadershipChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void handOver(String why) {
    // There is nobody else.
  }

  @Override
  public CompletionStage<LogHead> takeOver() {
    CompletableFuture<LogHead> answer = new CompletableFuture<>();
    if (!offer(new Request.TakeOver(answer))) {
      answer.completeExceptionally(new LogUnavailableException(why()));
    }
    return answer;
  }

  @Override
  public CompletionStage<AppendOutcome> append(TakenBatch batch) {
    CompletableFuture<AppendOutcome> answer = new CompletableFuture<>();
    if (!offer(new Request.Append(batch, answer))) {
      answer.complete(new AppendOutcome.Unavailable(why()));
    }
    return answer;
  }

  private synchronized boolean offer(Request request) {
    return role != Role.STOPPED && requests.offer(request);
  }

  private String why() {
    return role == Role.STOPPED ? "the log is stopped" : MAX_WAITING + " requests wait for the log";
  }

  private void run() {
    List<Request> group = new ArrayList<>(MAX_GROUP);
    try {
      while (role != Role.STOPPED) {
        group.clear();
        group.add(requests.take());
        requests.drainTo(group, MAX_GROUP - 1);
        serve(group);
      }
    } catch (InterruptedException e) {
      stop();
    }
  }

  private void serve(List<Request> group) {
    List<TakenBatch> taken = new ArrayList<>(group.size());
    List<Runnable> answers = new ArrayList<>(group.size());
    AppendRule next = rule;
    boolean raised = false;
    boolean last = false;
    for (Request request : group) {
      switch (request) {
        case Request.Append append -> {
          AppendRule.Result result = step(next, append.batch());
          next = result.next();
          if (result.outcome() == AppendRule.Outcome.APPLIED) {
            taken.add(append.batch());
          }
          AppendOutcome outcome = outcome(result);
          answers.add(() -> append.answer().complete(outcome));
        }
        case Request.TakeOver takeOver -> {
          next = next.takeOver();
          raised = true;
          LogHead head = headOf(next);
          answers.add(() -> takeOver.answer().complete(head));
        }
        case Request.Close close -> last = true;
      }
    }
    try {
      if (!taken.isEmpty()) {
        ledger.take(List.copyOf(taken), headOf(next));
      } else if (raised) {
        store.writeHead(headOf(next));
      }
    } catch (RuntimeException | Error e) {
      failed(group, e);
      return;
    }
    if (raised) {
      LOG.info("log took over term={} height={}", next.term(), next.height());
      role = Role.LEADER;
    }
    rule = next;
    answers.forEach(Runnable::run);
    if (raised) {
      listeners.forEach(Runnable::run);
    }
    if (last) {
      stop();
    }
  }

  private static AppendRule.Result step(AppendRule rule, TakenBatch batch) {
    return rule.append(
        batch.claim().term(),
        batch.claim().height(),
        batch.claim().previousHash(),
        batch.claim().hash());
  }

  private static AppendOutcome outcome(AppendRule.Result result) {
    return switch (result.outcome()) {
      case APPLIED -> new AppendOutcome.Applied();
      case ALREADY_APPLIED -> new AppendOutcome.AlreadyApplied();
      case STALE_TERM -> new AppendOutcome.StaleTerm(result.next().term());
      case NOT_NEXT -> new AppendOutcome.NotNext(headOf(result.next()));
    };
  }

  private static LogHead headOf(AppendRule rule) {
    return new LogHead(rule.term(), rule.height(), rule.headHash());
  }

  private void failed(List<Request> group, Throwable cause) {
    LOG.error("log stops: a write failed; what it held is shown by the next start", cause);
    refuse(group, new AppendOutcome.MayHaveHappened(String.valueOf(cause.getMessage())));
    stop();
    onFailure.accept(cause);
  }

  private void stop() {
    List<Request> rest = new ArrayList<>();
    synchronized (this) {
      role = Role.STOPPED;
      requests.drainTo(rest);
    }
    refuse(rest, new AppendOutcome.Unavailable("the log is stopped"));
    listeners.forEach(Runnable::run);
  }

  private static void refuse(List<Request> requests, AppendOutcome outcome) {
    for (Request request : requests) {
      switch (request) {
        case Request.Append append -> append.answer().complete(outcome);
        case Request.TakeOver takeOver ->
            takeOver
                .answer()
                .completeExceptionally(new LogUnavailableException("the log is stopped"));
        case Request.Close close -> {}
      }
    }
  }

  @Override
  public void close() {
    if (Thread.currentThread().equals(writer)) {
      stop(); // told of a failure: the writer ends by itself
      return;
    }
    try {
      while (writer.isAlive()) {
        if (offer(new Request.Close()) || role == Role.STOPPED) {
          writer.join();
        } else {
          writer.join(10); // the queue is full: the writer empties it
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
