package dev.braid.coordinator.rounds;

import dev.braid.coordinator.health.HealthEvent;
import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.rollup.spi.RollupClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While this member leads, brings the rollups of its configuration into the log, each when its
 * engine first answers: an engine that is down delays nobody else (A4). One after the other,
 * because a signature over a change names the change before it. May be told from any thread.
 */
public final class RollupJoiner {
  private static final Logger LOG = LoggerFactory.getLogger(RollupJoiner.class);
  private static final long RETRY_MILLIS = 1_000;

  /**
   * A rollup that this node is told to drive.
   *
   * @param level the weakest promise that its operator wants to offer
   * @param blockGasLimit as the log shall know it, see {@code RollupDefinition}
   */
  public record Candidate(
      ChainId chainId,
      String name,
      String kind,
      Level level,
      long blockTimeMillis,
      boolean emptyBlocks,
      Address feeRecipient,
      long blockGasLimit,
      @Nullable Address operator,
      RollupClient client) {}

  private final Loop loop;
  private final RoundsLog log;
  private final RollupChanges changes;
  private final List<Candidate> candidates;
  private final RoundsObserver observer;
  // Who leads anew begins anew; what was begun before comes to nothing.
  private long leadership;

  public RollupJoiner(
      Loop loop,
      RoundsLog log,
      RollupChanges changes,
      List<Candidate> candidates,
      RoundsObserver observer) {
    this.loop = loop;
    this.log = log;
    this.changes = changes;
    this.candidates = List.copyOf(candidates);
    this.observer = observer;
  }

  /** This member leads: goes on in the background until every candidate has joined. */
  public void gained() {
    loop.execute(() -> pass(++leadership));
  }

  /** It leads no more. */
  public void lost() {
    loop.execute(
        () -> {
          leadership++;
          for (Candidate candidate : candidates) {
            observer.learnt(
                candidate.chainId(), new HealthEvent.Unwatched("another member leads, or nobody"));
          }
        });
  }

  private void pass(long of) {
    next(of, new ArrayDeque<>(candidates));
  }

  private void next(long of, Deque<Candidate> waiting) {
    if (of != leadership) {
      return;
    }
    Candidate candidate = waiting.poll();
    if (candidate == null) {
      if (candidates.stream().anyMatch(one -> !hasJoined(one))) {
        loop.after(RETRY_MILLIS, () -> pass(of));
      }
    } else if (hasJoined(candidate)) {
      next(of, waiting);
    } else {
      join(candidate, of, waiting);
    }
  }

  private boolean hasJoined(Candidate candidate) {
    return log.state().rollup(candidate.chainId()) != null;
  }

  private void join(Candidate candidate, long of, Deque<Candidate> waiting) {
    Definitions.of(candidate)
        .thenCompose(definition -> changes.join(definition, "named by the configuration"))
        .whenComplete(
            (answer, bug) ->
                loop.execute(
                    () -> {
                      if (bug == null && answer instanceof AppendAnswer.Applied) {
                        LOG.info("rollup joined chain={}", candidate.chainId());
                      } else {
                        String why = String.valueOf(bug == null ? answer : reason(bug));
                        LOG.warn(
                            "rollup does not join yet chain={} reason={}",
                            candidate.chainId(),
                            why);
                        observer.learnt(candidate.chainId(), new HealthEvent.JoinFailed(why));
                      }
                      next(of, waiting);
                    }));
  }

  private static @Nullable String reason(Throwable bug) {
    Throwable cause =
        bug instanceof CompletionException && bug.getCause() != null ? bug.getCause() : bug;
    return cause.getMessage();
  }
}
