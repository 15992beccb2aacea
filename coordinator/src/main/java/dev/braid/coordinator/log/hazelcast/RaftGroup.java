package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.internal.RaftOp;
import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import com.hazelcast.cp.internal.raft.impl.RaftNodeImpl;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.spi.impl.NodeEngine;
import dev.braid.coordinator.log.LogUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's node of the Raft group that keeps the log. Nothing here goes through Hazelcast's
 * invocations, which send again by themselves (hazelcast-log.md, rule 2). All methods may be called
 * from any thread and none blocks.
 */
final class RaftGroup {
  private static final long CREATE_AGAIN_NANOS = 2_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger(RaftGroup.class);

  private final NodeEngine engine;
  private final RaftService raft;
  private volatile @Nullable RaftNodeImpl node;
  private volatile boolean creating;
  private volatile long lastCreateNanos;

  RaftGroup(HazelcastInstance hazelcast) {
    this.engine = engineOf(hazelcast);
    this.raft = engine.getService(RaftService.SERVICE_NAME);
    this.lastCreateNanos = System.nanoTime() - CREATE_AGAIN_NANOS;
  }

  static NodeEngine engineOf(HazelcastInstance hazelcast) {
    HazelcastInstanceImpl implementation =
        hazelcast instanceof HazelcastInstanceProxy proxy
            ? proxy.getOriginal()
            : (HazelcastInstanceImpl) hazelcast;
    return implementation.node.getNodeEngine();
  }

  NodeEngine engine() {
    return engine;
  }

  /** Null while this member does not have it: not formed yet, or not a member of the group. */
  @Nullable RaftNodeImpl node() {
    RaftNodeImpl known = node;
    if (known != null && !known.isTerminatedOrSteppedDown()) {
      return known;
    }
    for (RaftNode candidate : raft.getAllRaftNodes()) {
      if (candidate.getGroupId().getName().equals(LogService.GROUP)
          && !candidate.isTerminatedOrSteppedDown()) {
        node = (RaftNodeImpl) candidate;
        return node;
      }
    }
    return null;
  }

  /**
   * Has the group made where there is none; called again and again until {@link #node} is there.
   * Whoever asks first, the members get one and the same group by its name.
   */
  void createIfAbsent() {
    if (node() != null
        || creating
        || !raft.isDiscoveryCompleted()
        || raft.getLocalCPMember() == null
        || System.nanoTime() - lastCreateNanos < CREATE_AGAIN_NANOS) {
      return;
    }
    creating = true;
    lastCreateNanos = System.nanoTime();
    CompletionStage<CPGroupId> made =
        raft.createRaftGroupForProxyAsync("braid@" + LogService.GROUP);
    made.whenComplete(
        (group, failure) -> {
          creating = false;
          if (failure != null) {
            LOG.info("the log's group is not there yet why={}", failure.toString());
          } else {
            raft.getOrInitRaftNode(group);
          }
        });
  }

  @Nullable RaftEndpoint leader() {
    RaftNodeImpl present = node();
    return present == null ? null : present.getLeader();
  }

  boolean leadsHere() {
    RaftNodeImpl present = node();
    return present != null && present.getLocalMember().equals(present.getLeader());
  }

  com.hazelcast.cluster.@Nullable Address place(@Nullable RaftEndpoint endpoint) {
    if (endpoint == null) {
      return null;
    }
    CPMember member =
        raft.getInvocationManager().getRaftInvocationContext().getCPMember(endpoint.getUuid());
    return member == null ? null : member.getAddress();
  }

  /** Whether Hazelcast has the member in its cluster now. */
  boolean isReachable(RaftEndpoint endpoint) {
    com.hazelcast.cluster.Address place = place(endpoint);
    return place != null
        && ((com.hazelcast.internal.cluster.ClusterService) engine.getClusterService())
                .getMember(place)
            != null;
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

  /** How far Raft is; fails when there is no node. The stage completes on the group's thread. */
  CompletionStage<RaftProgress> progress() {
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
