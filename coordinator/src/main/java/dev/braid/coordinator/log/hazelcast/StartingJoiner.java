package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.cluster.impl.operations.MergeClustersOp;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets members that are still starting find each other. Members that start at once may each form a
 * cluster of its own; Hazelcast joins such halves later, but only when their starts are complete,
 * and ours is complete only when other members have been asked whether the data is old: they would
 * wait for each other for ever. A member that is starting holds nothing that a merge could lose.
 */
final class StartingJoiner extends TcpIpJoiner {
  private static final long SEARCH_MILLIS = 700;
  private static final long END_SECONDS = 30;
  private static final Logger LOG = LoggerFactory.getLogger(StartingJoiner.class);

  StartingJoiner(Node node) {
    super(node);
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
