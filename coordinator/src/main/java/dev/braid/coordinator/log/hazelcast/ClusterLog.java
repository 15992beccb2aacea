package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.exception.CannotReplicateException;
import com.hazelcast.cp.exception.NotLeaderException;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.LogUnavailableException;
import dev.braid.coordinator.log.ReplicatedLog;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.types.Address;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a cluster. Appends are given to this member's own Raft node and to no other, once: an
 * append that may stand in the log is told as such, never repeated (hazelcast-log.md, rule 2).
 * Leadership follows Raft; the term that fences appends comes from the log itself.
 */
public final class ClusterLog implements ReplicatedLog {
  /** Appends and take-overs without an answer; Raft refuses more than as many uncommitted ones. */
  static final int MAX_IN_FLIGHT = 32;

  private static final Logger LOG = LoggerFactory.getLogger(ClusterLog.class);

  private final MemberAddresses members;
  private final LogService service;
  private final HandOver handOver;
  private final RaftGroup group;
  private final LeaderWatch leaderWatch;
  private final LaggardWatch laggardWatch;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
  private final Set<Runnable> unanswered = ConcurrentHashMap.newKeySet();

  /** The newest term that this member took over since its start; 0 before. */
  private volatile long ownTerm;

  private volatile boolean closed;

  /**
   * @param member started with {@code service}
   */
  public ClusterLog(HazelcastMember member, LogService service, MemberAddresses members) {
    this.members = members;
    this.service = service;
    this.handOver = service.handOver();
    this.group = new RaftGroup(member);
    this.laggardWatch = new LaggardWatch(group);
    this.leaderWatch = new LeaderWatch(group, service, this::changed, laggardWatch::look);
  }

  private void changed() {
    handOver.answer(() -> listeners.forEach(Runnable::run));
  }

  @Override
  public LogHead head() {
    return service.head();
  }

  @Override
  public Role role() {
    if (isStopped()) {
      return Role.STOPPED;
    }
    long own = ownTerm;
    return own > 0 && own == service.head().term() ? Role.LEADER : Role.FOLLOWER;
  }

  private boolean isStopped() {
    return closed || handOver.isStopped();
  }

  @Override
  public @Nullable Address leader() {
    return members.signer(group.place(group.leader()));
  }

  @Override
  public boolean shouldLead() {
    return !isStopped() && group.leadsHere();
  }

  @Override
  public void onLeadershipChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public CompletionStage<LogHead> takeOver() {
    CompletableFuture<LogHead> answer = new CompletableFuture<>();
    replicate(
        new TakeOverOp(members.self()),
        result -> {
          if (result.value() instanceof LogHead head) {
            ownTerm = head.term();
            answer.complete(head);
            listeners.forEach(Runnable::run);
          } else {
            answer.completeExceptionally(new LogUnavailableException(result.why()));
          }
        });
    return answer;
  }

  @Override
  public CompletionStage<AppendOutcome> append(TakenBatch batch) {
    CompletableFuture<AppendOutcome> answer = new CompletableFuture<>();
    replicate(
        new AppendOp(batch),
        result -> {
          if (result.value() instanceof AppendOutcome outcome) {
            answer.complete(outcome);
          } else if (result.untaken()) {
            answer.complete(new AppendOutcome.Unavailable(result.why()));
          } else {
            answer.complete(new AppendOutcome.MayHaveHappened(result.why()));
          }
        });
    return answer;
  }

  /**
   * What came of an entry.
   *
   * @param value what the state machine answered; null when it is not known
   * @param untaken whether Raft surely did not take it
   */
  private record Result(@Nullable Object value, boolean untaken, String why) {}

  @FunctionalInterface
  private interface Then {
    void accept(Result result);
  }

  /** Answers on the hand-over's thread, in the order in which Raft decided. */
  private void replicate(com.hazelcast.cp.internal.RaftOp op, Then then) {
    if (isStopped()) {
      handOver.answer(() -> then.accept(new Result(null, true, "the log is stopped")));
      return;
    }
    if (!inFlight.tryAcquire()) {
      String why = MAX_IN_FLIGHT + " entries wait for an answer";
      handOver.answer(() -> then.accept(new Result(null, true, why)));
      return;
    }
    OneAnswer once = new OneAnswer(then);
    Runnable giveUp = () -> once.give(new Result(null, false, "the log was closed"));
    unanswered.add(giveUp);
    group
        .replicate(op)
        .whenComplete(
            (value, failure) -> {
              inFlight.release();
              unanswered.remove(giveUp);
              Result result =
                  failure == null ? new Result(value, false, "defect: " + value) : failed(failure);
              handOver.answer(() -> once.give(result));
            });
  }

  private static Result failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    // Raft gives these two before it takes an entry, and never afterwards.
    boolean untaken =
        cause instanceof NotLeaderException
            || cause instanceof CannotReplicateException
            || cause instanceof LogUnavailableException;
    return new Result(null, untaken, cause.toString());
  }

  /** The answer is given once, whether Raft or the end of this process comes first. */
  private static final class OneAnswer {
    private @Nullable Then then;

    OneAnswer(Then then) {
      this.then = then;
    }

    void give(Result result) {
      Then first;
      synchronized (this) {
        first = then;
        then = null;
      }
      if (first != null) {
        first.accept(result);
      }
    }
  }

  @Override
  public void handOver(String why) {
    group
        .progress()
        .thenCompose(
            progress -> {
              Optional<RaftEndpoint> next = mostAdvanced(progress);
              if (next.isEmpty()) {
                LOG.warn("nobody can take the leadership over why={}", why);
                return CompletableFuture.completedFuture(null);
              }
              LOG.warn(
                  "hands the leadership over to={} why={}",
                  members.signer(group.place(next.get())),
                  why);
              return group.transferLeadership(next.get());
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.info("leadership was not handed over why={}", failure.toString());
              }
            });
  }

  private Optional<RaftEndpoint> mostAdvanced(RaftProgress progress) {
    return progress.matchIndexes().entrySet().stream()
        .filter(follower -> group.isReachable(follower.getKey()))
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  /** How Raft stands here; fails while this member has no node of the group. */
  public CompletionStage<ClusterStatus> status() {
    return group
        .progress()
        .thenApply(progress -> ClusterStatus.of(progress, members, group, service));
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    leaderWatch.close();
    List.copyOf(unanswered).forEach(giveUp -> handOver.answer(giveUp));
    changed();
  }
}
