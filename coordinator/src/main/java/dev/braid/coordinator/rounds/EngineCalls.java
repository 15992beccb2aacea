package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Limits;
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
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the planner's wishes to rollup clients and their answers back. Asks this node's own log
 * before each call whether it still leads (A2); every call is answered exactly once.
 */
final class EngineCalls {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCalls.class);
  private static final long CALL_MILLIS = RollupClient.CALL_TIMEOUT.toMillis();

  /** A client keeps its own times; one that does not must not hold the planner's call open. */
  private static final long GRACE_MILLIS = 1_000;

  private static final String NOT_LEADING = "this node does not lead";

  private final Vertx vertx;
  private final RoundsLog log;
  private final Map<ChainId, RollupHandle> handles;

  EngineCalls(Vertx vertx, RoundsLog log, Map<ChainId, RollupHandle> handles) {
    this.vertx = vertx;
    this.log = log;
    this.handles = handles;
  }

  Future<PlannerEvent> prepare(PlannerEffect.Prepare effect) {
    return guarded(
        effect.chainId(),
        effect.budgetMillis(),
        client -> client.prepare(request(effect)),
        Answers::prepare,
        PrepareAnswer.Unavailable::new,
        answer -> new PrepareAnswered(effect.call(), effect.chainId(), answer));
  }

  Future<PlannerEvent> discard(PlannerEffect.Discard effect) {
    return guarded(
        effect.chainId(),
        CALL_MILLIS,
        client ->
            client.discard(effect.parent(), inLog(log.state(), effect.parent().timestampSeconds())),
        Answers::discard,
        DiscardAnswer.Unavailable::new,
        answer -> new DiscardAnswered(effect.call(), effect.chainId(), answer));
  }

  Future<PlannerEvent> checkHead(PlannerEffect.CheckHead effect) {
    return guarded(
        effect.chainId(),
        CALL_MILLIS,
        RollupClient::head,
        Answers::head,
        HeadAnswer.Unavailable::new,
        answer -> new HeadAnswered(effect.call(), effect.chainId(), answer));
  }

  /** Only what stands in the log is adopted: the block is read from there (A2). */
  Future<PlannerEvent> adopt(PlannerEffect.Adopt effect) {
    return vertx
        .executeBlocking(
            () -> Optional.ofNullable(log.decidedBlock(effect.chainId(), effect.blockNumber())),
            false)
        .compose(block -> block.map(found -> adopt(effect, found)).orElseGet(() -> noSuch(effect)))
        .recover(
            bug -> {
              LOG.error(
                  "adopt failed chain={} block={}", effect.chainId(), effect.blockNumber(), bug);
              return Future.succeededFuture(
                  answered(effect, new AdoptAnswer.Unavailable(String.valueOf(bug.getMessage()))));
            });
  }

  private Future<PlannerEvent> adopt(PlannerEffect.Adopt effect, DecidedBlock block) {
    return guarded(
        effect.chainId(),
        CALL_MILLIS,
        client -> client.adopt(block),
        Answers::adopt,
        AdoptAnswer.Unavailable::new,
        answer -> answered(effect, answer));
  }

  /** The engine stands on a history that is not the log's. */
  private Future<PlannerEvent> noSuch(PlannerEffect.Adopt effect) {
    RollupState rollup = log.state().rollup(effect.chainId());
    return Future.succeededFuture(
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

  private <O, A> Future<PlannerEvent> guarded(
      ChainId chainId,
      long limitMillis,
      Function<RollupClient, CompletionStage<O>> call,
      Function<O, A> translate,
      Function<String, A> unavailable,
      Function<A, PlannerEvent> event) {
    RollupHandle handle = handles.get(chainId);
    if (handle == null) {
      return Future.succeededFuture(
          event.apply(unavailable.apply("this node's configuration does not name the rollup")));
    }
    if (!log.leads()) {
      return Future.succeededFuture(event.apply(unavailable.apply(NOT_LEADING)));
    }
    return stage(() -> call.apply(handle.client()))
        .timeout(limitMillis + GRACE_MILLIS, TimeUnit.MILLISECONDS)
        .map(translate)
        .recover(
            bug -> {
              LOG.error("engine call failed chain={}", chainId, bug);
              return Future.succeededFuture(unavailable.apply(String.valueOf(bug)));
            })
        .map(event);
  }

  private static <T> Future<T> stage(Supplier<CompletionStage<T>> call) {
    try {
      return Future.fromCompletionStage(call.get());
    } catch (RuntimeException bug) {
      return Future.failedFuture(bug);
    }
  }

  private PrepareRequest request(PlannerEffect.Prepare effect) {
    State state = log.state();
    List<List<RawTransaction>> slices = new ArrayList<>(effect.bundles().size());
    for (BundleId id : effect.bundles()) {
      PendingBundle pending = state.pending(id);
      Slice slice = pending == null ? null : pending.bundle().slice(effect.chainId());
      if (slice == null) {
        throw new IllegalStateException("chosen but not pending: " + id);
      }
      slices.add(slice.transactions());
    }
    return new PrepareRequest(
        effect.parent(),
        effect.timestampSeconds(),
        slices,
        Duration.ofMillis(effect.budgetMillis()));
  }

  /**
   * Whether a transaction stands in the log (design 6.6). Pending bundles are looked at first; a
   * candidate may also hold bundles that ended since it was built: those were sequenced at most one
   * lifetime before the decided parent's time or later.
   */
  private Predicate<TransactionHash> inLog(State state, long parentSeconds) {
    return new Predicate<>() {
      // Both are made when they are asked for, on the client's thread: this may be large.
      private @Nullable Set<TransactionHash> pending;
      private @Nullable Set<TransactionHash> earlier;

      @Override
      public boolean test(TransactionHash hash) {
        if (pending == null) {
          pending = pendingHashes(state);
        }
        if (pending.contains(hash)) {
          return true;
        }
        if (earlier == null) {
          Limits limits = state.parameters().limits();
          earlier = log.transactionsSince(parentSeconds * 1000 - limits.maxLifetimeMillis());
        }
        return earlier.contains(hash);
      }
    };
  }

  private static Set<TransactionHash> pendingHashes(State state) {
    Set<TransactionHash> hashes = new HashSet<>();
    for (PendingBundle pending : state.pending().values()) {
      Bundle bundle = pending.bundle();
      bundle.slices().forEach(slice -> hashes.addAll(slice.transactionHashes()));
    }
    return hashes;
  }
}
