package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.cluster.impl.operations.JoinMastershipClaimOp;
import com.hazelcast.internal.cluster.impl.operations.MergeClustersOp;
import com.hazelcast.internal.util.FutureUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets members that are still starting find each other. Members that start at once may each form a
 * cluster of its own; Hazelcast joins such halves later, but only when their starts are complete,
 * and ours is complete only when other members have been asked whether the data is old: they would
 * wait for each other for ever. A member that is starting holds nothing that a merge could lose.
 *
 * <p>Joining itself is as in {@link TcpIpJoiner}, but a claim to be the first is given up after 2 s
 * instead of 10: one that reaches a member in the middle of its own start is often not answered.
 */
final class StartingJoiner extends TcpIpJoiner {
  private static final long ASK_MILLIS = 1000;
  private static final long CLAIM_SECONDS = 2;
  private static final long SEARCH_MILLIS = 700;
  private static final long END_SECONDS = 30;
  private static final Logger LOG = LoggerFactory.getLogger(StartingJoiner.class);

  private volatile boolean claiming;

  StartingJoiner(Node node) {
    super(node);
  }

  @Override
  public void doJoin() {
    Address target = getTargetAddress();
    if (target != null) {
      setTargetAddress(target); // reading it has taken it
      super.doJoin();
      return;
    }
    Collection<Address> others = getPossibleAddressesForInitialJoin();
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(getMaxJoinMillis());
    try {
      while (shouldRetry() && System.nanoTime() - endNanos < 0) {
        askWhoIsFirst(others);
        if (clusterService.isJoined() || becomeFirst(others)) {
          return;
        }
        clusterService.setMasterAddressToJoin(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void askWhoIsFirst(Collection<Address> others) throws InterruptedException {
    Address first = clusterService.getMasterAddress();
    if (first != null) {
      clusterJoinManager.sendJoinRequest(first);
    } else {
      for (Address other : others) {
        if (!isBlacklisted(other)) {
          clusterJoinManager.sendMasterQuestion(other);
        }
      }
    }
    clusterService.blockOnJoin(ASK_MILLIS);
  }

  private boolean becomeFirst(Collection<Address> others) {
    List<Address> there = others.stream().filter(other -> !isBlacklisted(other)).toList();
    claiming = true;
    try {
      return comesFirst(there) && approved(there) && clusterJoinManager.setThisMemberAsMaster();
    } finally {
      claiming = false;
    }
  }

  /** Of all that are connected one alone may claim: that of the lowest hash. */
  private boolean comesFirst(List<Address> others) {
    var connections = node.getServer().getConnectionManager(EndpointQualifier.MEMBER);
    int own = node.getThisAddress().hashCode();
    return others.stream()
        .filter(other -> connections.get(other) != null)
        .map(this::asItCallsItself)
        .noneMatch(other -> other != null && own > other.hashCode());
  }

  /** A configured name has another hash than the address by which its member goes. */
  private @Nullable Address asItCallsItself(Address configured) {
    var registry = node.getLocalAddressRegistry();
    UUID uuid = registry.uuidOf(configured);
    return uuid == null ? null : registry.getPrimaryAddress(uuid);
  }

  private boolean approved(List<Address> others) {
    List<Future<Boolean>> answers = new ArrayList<>();
    for (Address other : others) {
      answers.add(
          node.getNodeEngine()
              .getOperationService()
              .createInvocationBuilder(
                  ClusterServiceImpl.SERVICE_NAME, new JoinMastershipClaimOp(), other)
              .setTryCount(1)
              .invoke());
    }
    try {
      return FutureUtil.returnWithDeadline(
              answers, CLAIM_SECONDS, TimeUnit.SECONDS, FutureUtil.RETHROW_EVERYTHING)
          .stream()
          .allMatch(answer -> answer);
    } catch (RuntimeException e) {
      LOG.debug("the claim to be the first was not answered why={}", e.toString());
      return false;
    }
  }

  /** Asked by the operation that carries others' claims. */
  @Override
  public boolean isClaimingMastership() {
    return claiming || super.isClaimingMastership();
  }

  @Override
  protected synchronized void startClusterMerge(Address target, int expectedMemberListVersion) {
    if (node.getNodeExtension().isStartCompleted()) {
      super.startClusterMerge(target, expectedMemberListVersion);
      return;
    }
    ClusterServiceImpl cluster = node.getClusterService();
    if (cluster.getMemberListVersion() != expectedMemberListVersion
        || cluster.getMember(target) != null) {
      return;
    }
    for (Member member : cluster.getMembers()) {
      if (!member.localMember()) {
        node.getNodeEngine()
            .getOperationService()
            .send(new MergeClustersOp(target), member.getAddress());
      }
    }
    cluster.merge(target);
  }

  /** Runs what waits for others, and looks for others meanwhile. */
  void searchWhile(Runnable waiting) {
    try (Search search = new Search()) {
      waiting.run();
    }
  }

  private final class Search implements AutoCloseable {
    private final ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("braid-search").factory());

    Search() {
      var unused =
          executor.scheduleWithFixedDelay(
              this::search, SEARCH_MILLIS, SEARCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void search() {
      try {
        ClusterServiceImpl cluster = node.getClusterService();
        if (cluster.isJoined()
            && cluster.isMaster()
            && node.isRunning()
            && cluster.getClusterState().isJoinAllowed()) {
          searchForOtherClusters();
        }
      } catch (RuntimeException e) {
        LOG.info("the search for other members failed why={}", e.toString());
      }
    }

    /** A merge that has begun is finished first. */
    @Override
    public void close() {
      executor.shutdown();
      try {
        if (!executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("the search for other members does not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
