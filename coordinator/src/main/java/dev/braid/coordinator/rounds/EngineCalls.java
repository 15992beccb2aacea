package dev.braid.coordinator.rounds;

import dev.braid.coordinator.loop.Loop;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswer;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswered;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswer;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswered;
import dev.braid.protocol.round.PlannerEvent.HeadAnswer;
import dev.braid.protocol.round.PlannerEvent.HeadAnswered;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswered;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.CallFence;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the planner's wishes to rollup clients and their answers back. Before each engine call,
 * and the client before each request of it, this node's own log is asked whether it still leads in
 * the term in which the planner wished it (A2, design 6.6). Every call is answered exactly once.
 */
final class EngineCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCalls.class);
  private static final long CALL_MILLIS = RollupClient.CALL_TIMEOUT.toMillis();

  /** A client keeps its own times; one that does not must not hold the planner's call open. */
  private static final long GRACE_MILLIS = 1_000;

  private static final String NOT_LEADING = "this node does not lead";

  private final Loop loop;
  private final Executor readers;
  private final RoundsLog log;
  private final Map<ChainId, RollupHandle> handles;

  EngineCalls(RoundsPorts ports, Map<ChainId, RollupHandle> handles) {
    this.loop = ports.loop();
    this.readers = ports.readers();
    this.log = ports.log();
    this.handles = Map.copyOf(handles);
  }

  CompletionStage<PlannerEvent> prepare(PlannerEffect.Prepare effect, long term) {
    PrepareRequest request = request(effect);
    if (request == null) {
      // The log has gone on under another leader, which this member has not heard of yet.
      return CompletableFuture.completedFuture(
          new PrepareAnswered(
              effect.call(),
              effect.chainId(),
              new PrepareAnswer.Unavailable("a bundle has ended meanwhile")));
    }
    return guarded(
        effect.chainId(),
        term,
        effect.budgetMillis(),
        client -> client.prepare(request),
        Answers::prepare,
        PrepareAnswer.Unavailable::new,
        answer -> new PrepareAnswered(effect.call(), effect.chainId(), answer));
  }

  CompletionStage<PlannerEvent> discard(PlannerEffect.Discard effect, long term) {
    return guarded(
        effect.chainId(),
        term,
        CALL_MILLIS,
        client ->
            client.discard(
                effect.parent(),
                new InLog(log, () -> effect.parent().timestampSeconds()),
                RollupClient.MAX_UNDECIDED),
        Answers::discard,
        DiscardAnswer.Unavailable::new,
        answer -> new DiscardAnswered(effect.call(), effect.chainId(), answer));
  }

  CompletionStage<PlannerEvent> checkHead(PlannerEffect.CheckHead effect, long term) {
    return guarded(
        effect.chainId(),
        term,
        CALL_MILLIS,
        RollupClient::head,
        Answers::head,
        HeadAnswer.Unavailable::new,
        answer -> new HeadAnswered(effect.call(), effect.chainId(), answer));
  }

  /** Only what stands in the log is adopted: the block is read from there (A2). */
  CompletionStage<PlannerEvent> adopt(PlannerEffect.Adopt effect, long term) {
    CompletableFuture<@Nullable DecidedBlock> read = new CompletableFuture<>();
    readers.execute(
        () -> {
          try {
            read.complete(log.decidedBlock(effect.chainId(), effect.blockNumber()));
          } catch (RuntimeException | Error bug) {
            read.completeExceptionally(bug);
          }
        });
    return read.thenCompose(block -> block == null ? noSuch(effect) : adopt(effect, block, term))
        .exceptionally(
            bug -> {
              LOG.error(
                  "adopt failed chain={} block={}", effect.chainId(), effect.blockNumber(), bug);
              return answered(effect, new AdoptAnswer.Unavailable(String.valueOf(bug)));
            });
  }

  private CompletionStage<PlannerEvent> adopt(
      PlannerEffect.Adopt effect, DecidedBlock block, long term) {
    return guarded(
        effect.chainId(),
        term,
        CALL_MILLIS,
        client -> client.adopt(block, new InLog(log, () -> parentSeconds(effect))),
        Answers::adopt,
        AdoptAnswer.Unavailable::new,
        answer -> answered(effect, answer));
  }

  /** The timestamp of the decided block before this one. Blocks on the store. */
  private long parentSeconds(PlannerEffect.Adopt effect) {
    DecidedBlock parent = log.decidedBlock(effect.chainId(), effect.blockNumber() - 1);
    if (parent != null) {
      return parent.header().timestampSeconds();
    }
    RollupState rollup = log.state().rollup(effect.chainId());
    return rollup == null ? 0 : rollup.definition().anchor().timestampSeconds();
  }

  /** The engine stands on a history that is not the log's. */
  private CompletionStage<PlannerEvent> noSuch(PlannerEffect.Adopt effect) {
    RollupState rollup = log.state().rollup(effect.chainId());
    return CompletableFuture.completedFuture(
        rollup == null
            ? answered(effect, new AdoptAnswer.Unavailable("the log does not know the rollup"))
            : answered(
                effect,
                new AdoptAnswer.Diverged(
                    rollup.decidedHead(), "no decision names block " + effect.blockNumber())));
  }

  private static PlannerEvent answered(PlannerEffect.Adopt effect, AdoptAnswer answer) {
    return new AdoptAnswered(effect.call(), effect.chainId(), answer);
  }

  private <O, A> CompletionStage<PlannerEvent> guarded(
      ChainId chainId,
      long term,
      long limitMillis,
      Function<RollupClient, CompletionStage<O>> call,
      Function<O, A> translate,
      Function<String, A> unavailable,
      Function<A, PlannerEvent> event) {
    RollupHandle handle = handles.get(chainId);
    if (handle == null) {
      return CompletableFuture.completedFuture(
          event.apply(unavailable.apply("this node's configuration does not name the rollup")));
    }
    CallFence fence = () -> log.leads(term);
    if (!fence.isOpen()) {
      return CompletableFuture.completedFuture(event.apply(unavailable.apply(NOT_LEADING)));
    }
    CompletableFuture<A> answer = new CompletableFuture<>();
    long mostMillis = limitMillis + GRACE_MILLIS;
    Loop.Timer limit =
        loop.after(
            mostMillis,
            () -> answer.complete(unavailable.apply("no answer within " + mostMillis + " ms")));
    stage(() -> call.apply(handle.client().fenced(fence)).thenApply(translate))
        .whenComplete(
            (told, bug) -> {
              loop.execute(limit::cancel);
              if (bug != null) {
                LOG.error("engine call failed chain={}", chainId, bug);
                answer.complete(unavailable.apply(String.valueOf(bug)));
              } else {
                answer.complete(told);
              }
            });
    return answer.thenApply(event);
  }

  private static <T> CompletionStage<T> stage(Callable<CompletionStage<T>> call) {
    try {
      return call.call();
    } catch (Exception bug) {
      return CompletableFuture.failedFuture(bug);
    }
  }

  /** Null when the state no longer has a bundle that was chosen. */
  private @Nullable PrepareRequest request(PlannerEffect.Prepare effect) {
    State state = log.state();
    List<List<RawTransaction>> slices = new ArrayList<>(effect.bundles().size());
    for (BundleId id : effect.bundles()) {
      PendingBundle pending = state.pending(id);
      Slice slice = pending == null ? null : pending.bundle().slice(effect.chainId());
      if (slice == null) {
        return null;
      }
      slices.add(slice.transactions());
    }
    return new PrepareRequest(
        effect.parent(),
        effect.timestampSeconds(),
        slices,
        Duration.ofMillis(effect.budgetMillis()));
  }
}
