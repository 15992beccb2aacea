package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.internal.raft.impl.RaftEndpoint;
import dev.braid.coordinator.loop.ThreadLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at Raft every {@link #PERIOD_MILLIS} ms, because it tells nobody when its leader changes:
 * says when somebody else leads or has taken over.
 */
final class LeaderWatch implements AutoCloseable {
  static final long PERIOD_MILLIS = 20;
  static final long SLOW_PERIOD_MILLIS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(LeaderWatch.class);

  private final RaftGroup group;
  private final LogService service;
  private final Runnable onChange;
  private final Runnable everySecond;
  private final ThreadLoop loop;
  private @Nullable RaftEndpoint leader;
  private long term = -1;
  private long slowLookNanos;

  /**
   * @param onChange called on this thread
   * @param everySecond called on this thread
   */
  LeaderWatch(RaftGroup group, LogService service, Runnable onChange, Runnable everySecond) {
    this.group = group;
    this.service = service;
    this.onChange = onChange;
    this.everySecond = everySecond;
    this.loop =
        new ThreadLoop("log-watch", defect -> LOG.error("the watch of the leader failed", defect));
    this.slowLookNanos = loop.nanoTime();
    loop.execute(this::look);
  }

  private void look() {
    loop.after(PERIOD_MILLIS, this::look);
    RaftEndpoint now = group.leader();
    long nowTerm = service.head().term();
    if (!Objects.equals(now, leader) || nowTerm != term) {
      leader = now;
      term = nowTerm;
      onChange.run();
    }
    if (loop.nanoTime() - slowLookNanos >= SLOW_PERIOD_MILLIS * 1_000_000) {
      slowLookNanos = loop.nanoTime();
      everySecond.run();
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
