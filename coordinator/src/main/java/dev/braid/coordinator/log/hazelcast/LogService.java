package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.raft.SnapshotAwareService;
import com.hazelcast.internal.services.ManagedService;
import com.hazelcast.spi.impl.NodeEngine;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.LogHead;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.log.TakenBatches;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine under the Raft group: the append rule and nothing else (design section 5, O1,
 * O2). What the rule takes goes to the ledger through {@link HandOver}. Changed by the group's
 * thread alone; the rest of the process reads volatile fields.
 */
public final class LogService
    implements ManagedService, SnapshotAwareService<LogSnapshot>, FlushListener {
  /** Under which Hazelcast knows it. */
  public static final String NAME = "braid:log";

  /** The Raft group that keeps the log. */
  static final String GROUP = DurableLogs.LOG_GROUP;

  /** How long a snapshot waits for the store; without it Raft keeps its entries and tries again. */
  static final Duration SYNC_LIMIT = Duration.ofSeconds(5);

  /** The same where Raft cannot go on without it: then this member stops. */
  static final Duration INSTALL_LIMIT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(LogService.class);

  private final HandOver handOver;
  private final Consumer<Throwable> onFailure;

  private volatile AppendRule rule = AppendRule.empty();
  private volatile Address takenOverBy = Address.ZERO;
  private volatile long appliedIndex;

  // Taken batches whose entry is not known to be on this member's disk, by Raft's index.
  private final Deque<Mark> unflushed = new ArrayDeque<>();
  private volatile long flushedIndex;

  // Up to here the store has synced what was handed to it since this start.
  private long syncedHeight = -1;

  private record Mark(long index, long height) {}

  /**
   * @param ledger given what the log takes, from Raft's restored log on
   * @param onFailure told when what the log has taken could not be handed on: the node must stop
   */
  public LogService(TakenBatches ledger, Consumer<Throwable> onFailure) {
    this.handOver = new HandOver(ledger, onFailure);
    this.onFailure = onFailure;
  }

  HandOver handOver() {
    return handOver;
  }

  /** The head as this member's Raft node has applied it. */
  public LogHead head() {
    return headOf(rule);
  }

  /** Whose take-over is the newest one; null before the first. */
  @Nullable Address takenOverBy() {
    Address member = takenOverBy;
    return member.equals(Address.ZERO) ? null : member;
  }

  /** Raft's index of the newest entry that was applied here and is not empty. */
  long appliedIndex() {
    return appliedIndex;
  }

  private static LogHead headOf(AppendRule rule) {
    return new LogHead(rule.term(), rule.height(), rule.headHash());
  }

  LogHead takeOver(Address member) {
    rule = rule.takeOver();
    takenOverBy = member;
    LOG.info("log taken over member={} term={} height={}", member, rule.term(), rule.height());
    return headOf(rule);
  }

  AppendOutcome append(TakenBatch batch, long commitIndex) {
    var claim = batch.claim();
    AppendRule.Result result =
        rule.append(claim.term(), claim.height(), claim.previousHash(), claim.hash());
    rule = result.next();
    appliedIndex = commitIndex;
    return switch (result.outcome()) {
      case APPLIED -> {
        unflushed.add(new Mark(commitIndex, claim.height()));
        // On a follower the entry was synced before it was acknowledged.
        handOver.taken(batch, headOf(rule), nowDurable());
        yield new AppendOutcome.Applied();
      }
      case ALREADY_APPLIED -> new AppendOutcome.AlreadyApplied();
      case STALE_TERM -> new AppendOutcome.StaleTerm(rule.term());
      case NOT_NEXT -> new AppendOutcome.NotNext(headOf(rule));
    };
  }

  /** An entry can be applied before its copy here is on the disk: both must have happened (D1). */
  @Override
  public void flushed(CPGroupId group, long lastIndex) {
    if (isOurs(group)) {
      flushedIndex = lastIndex;
      long height = nowDurable();
      if (height >= 0) {
        handOver.durable(height);
      }
    }
  }

  /** The newest taken height that has become durable since the last call; -1 for none. */
  private long nowDurable() {
    long height = -1;
    for (Mark mark = unflushed.peek();
        mark != null && mark.index() <= flushedIndex;
        mark = unflushed.peek()) {
      height = mark.height();
      unflushed.remove();
    }
    return height;
  }

  private static boolean isOurs(CPGroupId group) {
    return group.getName().equals(GROUP);
  }

  /** Null for other groups. Raft forgets the entries after it: the store holds them first (D2). */
  @Override
  public @Nullable LogSnapshot takeSnapshot(CPGroupId groupId, long commitIndex) {
    if (!isOurs(groupId)) {
      return null;
    }
    AppendRule now = rule;
    sync(SYNC_LIMIT);
    return new LogSnapshot(now, takenOverBy);
  }

  /**
   * Also for a snapshot of the leader's that this member installs: the entries below it are gone
   * then, those too whose batches it has signed (D4).
   */
  @Override
  public void beforeSnapshot(CPGroupId group, long index) {
    if (isOurs(group)) {
      sync(INSTALL_LIMIT);
    }
  }

  private void sync(Duration limit) {
    long height = rule.height();
    if (height > syncedHeight) {
      handOver.sync(height, limit);
      syncedHeight = height;
    }
  }

  @Override
  public void restoreSnapshot(CPGroupId groupId, long commitIndex, LogSnapshot snapshot) {
    if (!isOurs(groupId)) {
      return;
    }
    AppendRule restored = snapshot.rule();
    if (restored.height() < rule.height() || restored.term() < rule.term()) {
      // Raft would only log it and go on with a log that is not one.
      IllegalStateException defect =
          new IllegalStateException(
              "a snapshot of height " + restored.height() + " behind height " + rule.height());
      onFailure.accept(defect);
      throw defect;
    }
    boolean skips = restored.height() > rule.height();
    rule = restored;
    takenOverBy = snapshot.takenOverBy();
    appliedIndex = commitIndex;
    unflushed.clear(); // what a snapshot covers is the store's to make durable
    if (skips) {
      LOG.info("log goes on from a snapshot term={} height={}", rule.term(), rule.height());
      handOver.skippedTo(headOf(rule));
    }
  }

  @Override
  public void init(NodeEngine nodeEngine, Properties properties) {}

  /**
   * Changes nothing. Hazelcast calls it when two halves of a cluster merge, to throw away what the
   * smaller one held; this state is Raft's alone, and Raft has no halves.
   */
  @Override
  public void reset() {
    LOG.info("cluster merged: the log stays as it is height={}", rule.height());
  }

  /** Ends the hand-over when Hazelcast ends. */
  @Override
  public void shutdown(boolean terminate) {
    handOver.close();
  }
}
