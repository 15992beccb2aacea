package dev.braid.coordinator.rounds;

import dev.braid.coordinator.health.HealthEvent.Call;
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
import dev.braid.rollup.spi.Trouble;
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
 * the term in which the planner wished it (A2, design 6.6), and the engine itself whether it is the
 * one that the log knows, when that is not certain. Every call is answered exactly once.
 */
final class EngineCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCalls.class);
  private static final long CALL_MILLIS = RollupClient.CALL_TIMEOUT.toMillis();

  /** A client keeps its own times; one that does not must not hold the planner's call open. */
  private static final long GRACE_MILLIS = 1_000;

  private static final String NOT_LEADING = "this node does not lead";

  private final RoundsPorts ports;
  private final IdentityGuard guard;
  private final Loop loop;
  private final Executor readers;
  private final RoundsLog log;
  private final Map<ChainId, RollupHandle> handles;

  EngineCalls(RoundsPorts ports, Map<ChainId, RollupHandle> handles) {
    this.ports = ports;
    this.guard = new IdentityGuard(ports.log());
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
        new Way<>(
            Call.PREPARE,
            effect.budgetMillis(),
            effect.budgetMillis(),
            client -> client.prepare(request),
            Told::by,
            Answers::prepare,
            PrepareAnswer.Unavailable::new,
            wrong -> new PrepareAnswer.Unavailable(wrong.why())),
        answer -> new PrepareAnswered(effect.call(), effect.chainId(), answer));
  }

  CompletionStage<PlannerEvent> discard(PlannerEffect.Discard effect, long term) {
    return guarded(
        effect.chainId(),
        term,
        new Way<>(
            Call.DISCARD,
            CALL_MILLIS,
            EngineWatch.QUICK_MILLIS,
            client ->
                client.discard(
                    effect.parent(),
                    new InLog(log, () -> effect.parent().timestampSeconds()),
                    RollupClient.MAX_UNDECIDED),
            Told::by,
            Answers::discard,
            DiscardAnswer.Unavailable::new,
            wrong -> new DiscardAnswer.Unavailable(wrong.why())),
        answer -> new DiscardAnswered(effect.call(), effect.chainId(), answer));
  }

  CompletionStage<PlannerEvent> checkHead(PlannerEffect.CheckHead effect, long term) {
    return guarded(
        effect.chainId(),
        term,
        new Way<>(
            Call.HEAD,
            CALL_MILLIS,
            EngineWatch.QUICK_MILLIS,
            RollupClient::head,
            Told::by,
            Answers::head,
            HeadAnswer.Unavailable::new,
            wrong -> new HeadAnswer.Foreign(wrong.cause(), wrong.why())),
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
        new Way<>(
            Call.ADOPT,
            CALL_MILLIS,
            EngineWatch.QUICK_MILLIS,
            client -> client.adopt(block, new InLog(log, () -> parentSeconds(effect))),
            Told::by,
            Answers::adopt,
            AdoptAnswer.Unavailable::new,
            wrong -> new AdoptAnswer.Foreign(wrong.cause(), wrong.why())),
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

  /**
   * One kind of call.
   *
   * @param limitMillis the client must answer within
   * @param budgetMillis longer is slow
   * @param foreign the answer when what is there is not the rollup's engine
   */
  private record Way<O, A>(
      Call call,
      long limitMillis,
      long budgetMillis,
      Function<RollupClient, CompletionStage<O>> ask,
      Function<O, Told> told,
      Function<O, A> translate,
      Function<String, A> unavailable,
      Function<Identity.Wrong, A> foreign) {}

  private <O, A> CompletionStage<PlannerEvent> guarded(
      ChainId chainId, long term, Way<O, A> way, Function<A, PlannerEvent> event) {
    RollupHandle handle = handles.get(chainId);
    if (handle == null) {
      String why = "this node's configuration does not name the rollup";
      new EngineWatch(ports, guard, chainId, way.call(), way.budgetMillis())
          .ended(Told.trouble(Trouble.UNREACHABLE, why));
      return CompletableFuture.completedFuture(event.apply(way.unavailable().apply(why)));
    }
    CallFence fence = () -> log.leads(term);
    if (!fence.isOpen()) {
      return CompletableFuture.completedFuture(event.apply(way.unavailable().apply(NOT_LEADING)));
    }
    RollupClient client = handle.client().fenced(fence);
    return guard.isRight(chainId, term)
        ? ask(chainId, client, way).thenApply(event)
        : identity(chainId, client, term)
            .thenCompose(
                identity ->
                    switch (identity) {
                      case Identity.Right right -> ask(chainId, client, way);
                      case Identity.Wrong wrong ->
                          CompletableFuture.completedFuture(way.foreign().apply(wrong));
                      case Identity.Unknown(Trouble trouble, String why) ->
                          CompletableFuture.completedFuture(way.unavailable().apply(why));
                    })
            .thenApply(event);
  }

  private CompletionStage<Identity> identity(ChainId chainId, RollupClient client, long term) {
    return limited(
        chainId,
        new EngineWatch(ports, guard, chainId, Call.INFO, EngineWatch.QUICK_MILLIS),
        2 * CALL_MILLIS,
        () -> guard.ask(chainId, client, term),
        identity ->
            identity instanceof Identity.Unknown(Trouble trouble, String why)
                ? Told.trouble(trouble, why)
                : Told.ANSWERED,
        Function.identity(),
        why -> new Identity.Unknown(Trouble.TIMEOUT, why));
  }

  private <O, A> CompletionStage<A> ask(ChainId chainId, RollupClient client, Way<O, A> way) {
    return limited(
        chainId,
        new EngineWatch(ports, guard, chainId, way.call(), way.budgetMillis()),
        way.limitMillis(),
        () -> way.ask().apply(client),
        way.told(),
        way.translate(),
        way.unavailable());
  }

  private <O, A> CompletionStage<A> limited(
      ChainId chainId,
      EngineWatch watch,
      long limitMillis,
      Callable<CompletionStage<O>> call,
      Function<O, Told> told,
      Function<O, A> translate,
      Function<String, A> unavailable) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    long mostMillis = limitMillis + GRACE_MILLIS;
    Loop.Timer limit =
        loop.after(
            mostMillis,
            () -> {
              String why = "no answer within " + mostMillis + " ms";
              if (!answer.isDone()) {
                watch.ended(Told.trouble(Trouble.TIMEOUT, why));
                answer.complete(unavailable.apply(why));
              }
            });
    stage(call)
        .whenComplete(
            (outcome, bug) ->
                loop.execute(
                    () -> {
                      limit.cancel();
                      if (answer.isDone()) {
                        return; // too late
                      }
                      if (bug != null) {
                        LOG.error("engine call failed chain={}", chainId, bug);
                        watch.ended(Told.trouble(Trouble.UNKNOWN, String.valueOf(bug)));
                        answer.complete(unavailable.apply(String.valueOf(bug)));
                      } else {
                        watch.ended(told.apply(outcome));
                        answer.complete(translate.apply(outcome));
                      }
                    }));
    return answer;
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
