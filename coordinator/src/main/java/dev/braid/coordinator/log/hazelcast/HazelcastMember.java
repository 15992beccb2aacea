package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.spi.impl.NodeEngineImpl;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.log.hazelcast.MemberRefusedException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This process as a member of the cluster: a Hazelcast instance whose Raft groups are durable. Its
 * start returns when it has met whoever is there; whether the log works is asked of {@link
 * #raftNode}, because one member alone is a cluster to Hazelcast.
 */
public final class HazelcastMember implements AutoCloseable {
  /** The Raft group of the log. */
  public static final String LOG_GROUP = DurableLogs.LOG_GROUP;

  /**
   * For so many seconds (30) a uuid that has joined is not let in again; founders keep theirs when
   * they start again. Hazelcast reads it from the system's properties alone.
   */
  private static final String STALE_JOIN = "hazelcast.stale.join.prevention.duration.seconds";

  private final DirectoryLock lock;
  private final DurableLogs logs;
  private final HazelcastInstance instance;
  private final NodeEngineImpl nodeEngine;
  private final RaftService raftService;
  private final Formation formation;
  private volatile boolean closing;
  private volatile @Nullable RaftNode logNode;

  private HazelcastMember(
      DirectoryLock lock,
      DurableLogs logs,
      HazelcastInstance instance,
      Node node,
      @Nullable Founder founder,
      Consumer<Throwable> onFailure) {
    this.lock = lock;
    this.logs = logs;
    this.instance = instance;
    this.nodeEngine = node.getNodeEngine();
    this.raftService = nodeEngine.getService(RaftService.SERVICE_NAME);
    instance
        .getLifecycleService()
        .addLifecycleListener(
            event -> {
              if (event.getState() == LifecycleState.SHUTTING_DOWN && !closing) {
                onFailure.accept(new IllegalStateException("Hazelcast stopped by itself"));
              }
            });
    this.formation = Formation.start(raftService, () -> raftNode(LOG_GROUP), founder);
  }

  /**
   * Checks the directory and everything in it, starts, joins and restores.
   *
   * @param directory this member's own, of which nobody else knows anything
   * @param batchesExist whether this node's batch store holds anything
   * @throws MemberRefusedException when it may not start; nothing is open then
   */
  public static HazelcastMember start(
      MemberSettings settings,
      Path directory,
      StartMode mode,
      boolean batchesExist,
      MemberParts parts) {
    Config config = MemberConfiguration.of(settings, parts);
    DirectoryLock lock = null;
    DurableLogs logs = null;
    AtomicReference<@Nullable Node> node = new AtomicReference<>();
    boolean started = false;
    try {
      DurableFile.createDirectory(directory);
      lock = DirectoryLock.take(directory);
      Identity identity = StartGuard.check(directory, settings, mode, batchesExist);
      logs =
          new DurableLogs(directory, serialization(node), parts.flushListener(), parts.onFailure());
      StartGuard.checkGroups(directory, identity, logs, batchesExist);
      boolean founding = identity.founder() && !logs.hasLog();
      if (founding && System.getProperty(STALE_JOIN) == null) {
        System.setProperty(STALE_JOIN, "2");
      }
      MemberAuthentication authentication =
          new MemberAuthentication(settings.secret(), settings.clusterName());
      HazelcastInstance instance =
          HazelcastInstanceFactory.newHazelcastInstance(
              config,
              settings.clusterName() + "-" + UUID.randomUUID(),
              context(node, identity, logs, authentication, parts.beforeRestore()));
      HazelcastMember member =
          new HazelcastMember(
              lock,
              logs,
              instance,
              require(node),
              founding ? new Founder(instance, directory, identity) : null,
              parts.onFailure());
      started = true;
      return member;
    } catch (IOException e) {
      throw new MemberRefusedException(
          Reason.FAILED, "cannot use " + directory + ": " + e.getMessage(), e);
    } finally {
      if (!started) {
        undo(node.get(), logs, lock);
      }
    }
  }

  public HazelcastInstance instance() {
    return instance;
  }

  /** Hazelcast's inner side: operations and partition threads. */
  public NodeEngineImpl nodeEngine() {
    return nodeEngine;
  }

  /** The CP subsystem's inner side. */
  public RaftService raftService() {
    return raftService;
  }

  /**
   * This member's node of a Raft group; null while it is in none of that name. A node that is
   * returned may stop at any time, and another may take its place.
   */
  public @Nullable RaftNode raftNode(String group) {
    RaftNode known = logNode;
    if (known != null && !known.isTerminatedOrSteppedDown() && group.equals(LOG_GROUP)) {
      return known;
    }
    for (RaftNode node : raftService.getAllRaftNodes()) {
      if (node.getGroupId().getName().equals(group) && !node.isTerminatedOrSteppedDown()) {
        if (group.equals(LOG_GROUP)) {
          logNode = node;
        }
        return node;
      }
    }
    return null;
  }

  /**
   * Completes with this member's node of the log: at once after a restart, else when the members
   * have formed the log or taken this one in. Completes on a thread of its own; fails when closed.
   */
  public CompletionStage<RaftNode> log() {
    return formation.log();
  }

  /**
   * Leaves the cluster in order but stays a member of its Raft groups: the same directory starts
   * again. Returns when everything is closed. Closing twice is harmless.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    formation.close();
    instance.getLifecycleService().shutdown();
    logs.close();
    lock.close();
  }

  private static DefaultNodeContext context(
      AtomicReference<@Nullable Node> reference,
      Identity identity,
      DurableLogs logs,
      MemberAuthentication authentication,
      LongConsumer beforeRestore) {
    return new DefaultNodeContext() {
      @Override
      public NodeExtension createNodeExtension(Node node) {
        reference.set(node);
        return new DurableNodeExtension(node, identity, logs, authentication, beforeRestore);
      }

      @Override
      public Joiner createJoiner(Node node) {
        return new StartingJoiner(node);
      }
    };
  }

  private static Supplier<InternalSerializationService> serialization(
      AtomicReference<@Nullable Node> node) {
    return () -> require(node).getSerializationService();
  }

  private static Node require(AtomicReference<@Nullable Node> reference) {
    Node node = reference.get();
    if (node == null) {
      throw new IllegalStateException("Hazelcast has not made its node");
    }
    return node;
  }

  private static void undo(
      @Nullable Node node, @Nullable DurableLogs logs, @Nullable DirectoryLock lock) {
    if (node != null) {
      node.shutdown(true);
    }
    if (logs != null) {
      logs.close();
    }
    if (lock != null) {
      lock.close();
    }
  }
}
