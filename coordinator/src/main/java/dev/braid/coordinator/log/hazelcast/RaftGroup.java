package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.internal.RaftOp;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.RaftNodeImpl;
import dev.braid.coordinator.log.LogUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * This member's node of the Raft group that keeps the log. Nothing here goes through Hazelcast's
 * invocations, which send again by themselves (hazelcast-log.md, rule 2). All methods may be called
 * from any thread and none blocks.
 */
final class RaftGroup implements LaggardWatch.Group {
  private final HazelcastMember member;

  RaftGroup(HazelcastMember member) {
    this.member = member;
  }

  /** Null while this member does not have it: not formed yet, or not a member of the group. */
  private @Nullable RaftNodeImpl node() {
    return (RaftNodeImpl) member.raftNode(LogService.GROUP);
  }

  @Nullable RaftEndpoint leader() {
    RaftNodeImpl present = node();
    return present == null ? null : present.getLeader();
  }

  @Override
  public boolean leadsHere() {
    RaftNodeImpl present = node();
    return present != null && present.getLocalMember().equals(present.getLeader());
  }

  com.hazelcast.cluster.@Nullable Address place(@Nullable RaftEndpoint endpoint) {
    if (endpoint == null) {
      return null;
    }
    CPMember known =
        member
            .raftService()
            .getInvocationManager()
            .getRaftInvocationContext()
            .getCPMember(endpoint.getUuid());
    return known == null ? null : known.getAddress();
  }

  /** Whether Hazelcast has the member in its cluster now. */
  @Override
  public boolean isReachable(RaftEndpoint endpoint) {
    com.hazelcast.cluster.Address place = place(endpoint);
    return place != null && member.nodeEngine().getClusterService().getMember(place) != null;
  }

  /** Once and never again by itself; the stage completes on the group's thread. */
  CompletionStage<@Nullable Object> replicate(RaftOp op) {
    RaftNodeImpl present = node();
    if (present == null) {
      return CompletableFuture.failedFuture(
          new LogUnavailableException("this member has no Raft node of the log yet"));
    }
    return untyped(present.replicate(op));
  }

  // RaftNode's futures have no type.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static CompletionStage<@Nullable Object> untyped(CompletableFuture stage) {
    return stage;
  }

  @Override
  public CompletionStage<@Nullable Object> fill() {
    return replicate(new FillOp());
  }

  /** How far Raft is; fails when there is no node. The stage completes on the group's thread. */
  @Override
  public CompletionStage<RaftProgress> progress() {
    RaftNodeImpl present = node();
    if (present == null) {
      return CompletableFuture.failedFuture(
          new LogUnavailableException("this member has no Raft node of the log yet"));
    }
    CompletableFuture<RaftProgress> answer = new CompletableFuture<>();
    present.execute(
        () -> {
          try {
            answer.complete(RaftProgress.of(present));
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /** Asks Raft to let this other member lead. */
  CompletionStage<@Nullable Object> transferLeadership(RaftEndpoint endpoint) {
    RaftNodeImpl present = node();
    if (present == null) {
      return CompletableFuture.failedFuture(
          new LogUnavailableException("this member has no Raft node of the log yet"));
    }
    return untyped(present.transferLeadership(endpoint));
  }
}
