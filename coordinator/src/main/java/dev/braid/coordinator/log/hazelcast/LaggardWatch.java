package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees a stuck follower. A member whose uncommitted, conflicting entries reach beyond the snapshot
 * at which the leader meets it refuses every append until the leader's next snapshot (a defect of
 * Raft's implementation, hazelcast-log.md section 7), on an idle log for ever. So where one stands
 * still while it lags, the leader appends empty entries until that snapshot is taken.
 */
final class LaggardWatch {
  /** Looks, one a second, that a lagging member may stand still. */
  static final int PATIENCE_LOOKS = 10;

  /** Empty entries without an answer: a part of what Raft takes uncommitted. */
  static final int MAX_IN_FLIGHT = 8;

  /** Empty entries for one snapshot: more than lie between two. */
  static final int MAX_FILL = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(LaggardWatch.class);

  private final Group group;
  private final Map<RaftEndpoint, Standing> standing = new HashMap<>();
  private @Nullable Fill filling;

  /** What it needs of the Raft group; stages complete on the group's thread. */
  interface Group {
    boolean leadsHere();

    CompletionStage<RaftProgress> progress();

    boolean isReachable(RaftEndpoint member);

    /** Appends an empty entry. */
    CompletionStage<@Nullable Object> fill();
  }

  /** Where a member was seen, and how often in a row. */
  private record Standing(long matchIndex, int looks) {}

  LaggardWatch(Group group) {
    this.group = group;
  }

  /** Called once a second, on one thread. */
  void look() {
    if (!group.leadsHere()) {
      reset();
      return;
    }
    group
        .progress()
        .whenComplete(
            (progress, failure) -> {
              if (progress != null) {
                seen(progress);
              }
            });
  }

  private synchronized void reset() {
    standing.clear();
    filling = null;
  }

  private synchronized void seen(RaftProgress progress) {
    Fill fill = filling;
    if (fill != null) {
      if (progress.snapshotIndex() == fill.snapshotIndex && !fill.isExhausted()) {
        return;
      }
      filling = null;
      standing.clear();
    }
    if (!progress.leads()) {
      standing.clear();
      return;
    }
    standing.keySet().retainAll(progress.matchIndexes().keySet());
    progress.matchIndexes().forEach((member, match) -> judge(member, match, progress));
  }

  private void judge(RaftEndpoint member, long match, RaftProgress progress) {
    Standing before = standing.get(member);
    boolean lags = match < progress.commitIndex() && group.isReachable(member);
    if (!lags) {
      standing.remove(member);
      return;
    }
    int looks = before != null && before.matchIndex() == match ? before.looks() + 1 : 1;
    standing.put(member, new Standing(match, looks));
    if (looks > PATIENCE_LOOKS && filling == null) {
      LOG.warn(
          "a member stands still: empty entries bring the next snapshot member={} index={}"
              + " newest={}",
          member.getUuid(),
          match,
          progress.lastIndex());
      filling = new Fill(progress.snapshotIndex());
      filling.start();
    }
  }

  /** One run of empty entries. */
  private final class Fill {
    private final long snapshotIndex;
    private final AtomicInteger left = new AtomicInteger(MAX_FILL);

    Fill(long snapshotIndex) {
      this.snapshotIndex = snapshotIndex;
    }

    boolean isExhausted() {
      return left.get() <= 0;
    }

    void start() {
      for (int i = 0; i < MAX_IN_FLIGHT; i++) {
        next();
      }
    }

    private void next() {
      if (left.decrementAndGet() < 0 || isOver()) {
        return;
      }
      group
          .fill()
          .whenComplete(
              (index, failure) -> {
                if (failure != null) {
                  left.set(0);
                } else {
                  group.progress().whenComplete((progress, none) -> goOn(progress));
                }
              });
    }

    private void goOn(@Nullable RaftProgress progress) {
      if (progress == null || !progress.leads() || progress.snapshotIndex() != snapshotIndex) {
        left.set(0);
      } else {
        next();
      }
    }

    private boolean isOver() {
      synchronized (LaggardWatch.this) {
        return filling != this;
      }
    }
  }
}
