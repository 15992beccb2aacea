package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.cp.internal.raft.impl.RaftNode;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until this member has its node of the log, and asks for the group when the cluster is being
 * founded. Asking is idempotent: all founders may ask, at any time, again.
 */
final class Formation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Formation.class);
  private static final long POLL_MILLIS = 100;
  private static final long SAY_EVERY = 100; // polls

  private final RaftService service;
  private final Supplier<@Nullable RaftNode> node;
  private final @Nullable Founder founder;
  private final CompletableFuture<RaftNode> log = new CompletableFuture<>();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("braid-log-formation").factory());
  private @Nullable CompletableFuture<?> asked;
  private @Nullable ScheduledFuture<?> polling;
  private long polls;

  private Formation(
      RaftService service, Supplier<@Nullable RaftNode> node, @Nullable Founder founder) {
    this.service = service;
    this.node = node;
    this.founder = founder;
  }

  /**
   * @param founder null when this member takes part in no founding
   */
  static Formation start(
      RaftService service, Supplier<@Nullable RaftNode> node, @Nullable Founder founder) {
    Formation formation = new Formation(service, node, founder);
    formation.polling =
        formation.executor.scheduleWithFixedDelay(
            formation::poll, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
    return formation;
  }

  CompletionStage<RaftNode> log() {
    return log.minimalCompletionStage();
  }

  private void poll() {
    try {
      RaftNode found = node.get();
      if (found != null) {
        executor.shutdown(); // ends the polling too
        log.complete(found);
        return;
      }
      if (founder != null) {
        founder.keepUuid();
        ask();
      }
      if (++polls % SAY_EVERY == 0) {
        LOG.info("waiting for the log founding={} discovered={}", founder != null, discovered());
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the log is not formed yet error={}", e.toString());
    }
  }

  private void ask() {
    boolean idle = asked == null || asked.isCompletedExceptionally();
    if (idle && discovered() && service.getLocalCPMember() != null) {
      // It takes a proxy's name; the group's stands behind the at sign.
      asked = service.createRaftGroupForProxyAsync("any@" + DurableLogs.LOG_GROUP);
    }
  }

  private boolean discovered() {
    return service.isDiscoveryCompleted();
  }

  @Override
  public void close() {
    if (polling != null) {
      polling.cancel(false);
    }
    executor.shutdownNow();
    log.completeExceptionally(new CancellationException("this member is closed"));
  }
}
