package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the rollups of a node's configuration into the log, each when its engine first answers: an
 * engine that is down delays nobody else (A4). One after the other, because a signature over a
 * change names the change before it.
 */
public final class RollupJoiner {
  private static final Logger LOG = LoggerFactory.getLogger(RollupJoiner.class);
  private static final long RETRY_MILLIS = 1_000;

  /**
   * A rollup that this node is told to drive.
   *
   * @param level the weakest promise that its operator wants to offer
   */
  public record Candidate(
      ChainId chainId,
      String name,
      String kind,
      Level level,
      long blockTimeMillis,
      @Nullable Address operator,
      RollupClient client) {}

  private final Vertx vertx;
  private final RoundsLog log;
  private final RollupChanges changes;
  private final Deque<Candidate> waiting = new ArrayDeque<>();

  public RollupJoiner(
      Vertx vertx, RoundsLog log, RollupChanges changes, List<Candidate> candidates) {
    this.vertx = vertx;
    this.log = log;
    this.changes = changes;
    this.waiting.addAll(candidates);
  }

  /** Goes on in the background until every candidate has joined. */
  public void start() {
    vertx.runOnContext(ignored -> round(new ArrayList<>()));
  }

  private void round(List<Candidate> failed) {
    Candidate candidate = waiting.poll();
    if (candidate == null) {
      waiting.addAll(failed);
      if (!waiting.isEmpty()) {
        vertx.setTimer(RETRY_MILLIS, ignored -> round(new ArrayList<>()));
      }
      return;
    }
    if (log.state().rollup(candidate.chainId()) != null) {
      round(failed);
      return;
    }
    join(candidate)
        .onSuccess(ignored -> LOG.info("rollup joined chain={}", candidate.chainId()))
        .onFailure(
            why -> {
              failed.add(candidate);
              LOG.warn(
                  "rollup does not join yet chain={} reason={}",
                  candidate.chainId(),
                  why.getMessage());
            })
        .onComplete(ignored -> round(failed));
  }

  private Future<?> join(Candidate candidate) {
    return Future.fromCompletionStage(candidate.client().info())
        .map(RollupJoiner::answer)
        .compose(
            info ->
                Future.fromCompletionStage(candidate.client().head())
                    .map(RollupJoiner::answer)
                    .map(head -> definition(candidate, info, head)))
        .compose(definition -> changes.join(definition, "named by the configuration"))
        .compose(RollupJoiner::applied);
  }

  private static <T> T answer(RpcResult<T> result) {
    return switch (result) {
      case RpcResult.Answer<T> answer -> answer.value();
      case RpcResult.Unavailable<T> unavailable ->
          throw new IllegalStateException(unavailable.why());
    };
  }

  private static RollupDefinition definition(Candidate candidate, RollupInfo info, BlockRef head) {
    if (!info.chainId().equals(candidate.chainId())) {
      throw new IllegalStateException("the engine answers for chain " + info.chainId());
    }
    if (!info.level().satisfies(candidate.level())) {
      throw new IllegalStateException(
          "its client offers "
              + info.level()
              + ", the configuration asks for "
              + candidate.level());
    }
    return new RollupDefinition(
        candidate.chainId(),
        candidate.name(),
        candidate.kind(),
        candidate.level(),
        info.blockFormat(),
        candidate.blockTimeMillis(),
        head,
        candidate.operator());
  }

  private static Future<?> applied(AppendAnswer answer) {
    return answer instanceof AppendAnswer.Applied
        ? Future.succeededFuture()
        : Future.failedFuture(answer.toString());
  }
}
