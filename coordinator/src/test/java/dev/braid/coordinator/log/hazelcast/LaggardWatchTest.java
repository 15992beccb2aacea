package dev.braid.coordinator.log.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cp.internal.RaftEndpointImpl;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the leader frees a follower that stands still. */
final class LaggardWatchTest {
  private static final long SNAPSHOT_EVERY = 1_000;
  private static final RaftEndpoint STUCK = new RaftEndpointImpl(new UUID(0, 1));
  private static final RaftEndpoint WELL = new RaftEndpointImpl(new UUID(0, 2));

  private final Scripted group = new Scripted();
  private final LaggardWatch watch = new LaggardWatch(group);

  /** A group whose empty entries are decided at once; the stuck one is free after a snapshot. */
  private static final class Scripted implements LaggardWatch.Group {
    private boolean leads = true;
    private boolean reachable = true;
    private long last = 1_234;
    private long snapshot = 1_000;
    private long stuckAt = 1_000;
    private int filled;

    @Override
    public boolean leadsHere() {
      return leads;
    }

    @Override
    public CompletionStage<RaftProgress> progress() {
      return CompletableFuture.completedFuture(
          new RaftProgress(1, last, last, snapshot, Map.of(STUCK, stuckAt, WELL, last)));
    }

    @Override
    public boolean isReachable(RaftEndpoint member) {
      return reachable;
    }

    @Override
    public CompletionStage<@Nullable Object> fill() {
      filled++;
      last++;
      if (last % SNAPSHOT_EVERY == 0) {
        snapshot = last;
        stuckAt = last;
      }
      return CompletableFuture.completedFuture(last);
    }
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  @Test
  void bringsTheNextSnapshotWhereOneStandsStillWhileItLags() {
    look(LaggardWatch.PATIENCE_LOOKS);
    assertThat(group.filled).isZero();
    look(1);
    assertThat(group.snapshot).isEqualTo(2_000);
    assertThat(group.filled).isBetween(766, 766 + LaggardWatch.MAX_IN_FLIGHT);
    int filled = group.filled;
    group.stuckAt = group.last;
    look(3 * LaggardWatch.PATIENCE_LOOKS);
    assertThat(group.filled).isEqualTo(filled);
  }

  @Test
  void leavesAloneWhoMovesOrIsAwayOrIsNotItsOwnFollower() {
    for (int i = 0; i < 3 * LaggardWatch.PATIENCE_LOOKS; i++) {
      group.stuckAt++;
      look(1);
    }
    group.reachable = false;
    look(3 * LaggardWatch.PATIENCE_LOOKS);
    group.reachable = true;
    group.leads = false;
    look(3 * LaggardWatch.PATIENCE_LOOKS);
    assertThat(group.filled).isZero();
  }
}
