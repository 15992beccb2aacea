package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks each engine who it is before it is used in a term, and again whenever it may have been
 * another process since: after a call without a usable answer, and after a head that was not
 * expected. A wrong genesis is so never replayed into. Safe for all threads.
 */
final class IdentityGuard {
  private final RoundsLog log;
  private final Map<ChainId, Known> engines = new ConcurrentHashMap<>();

  IdentityGuard(RoundsLog log) {
    this.log = log;
  }

  /**
   * @param term in which it was found right; below zero = it must be asked
   * @param doubts how often there was a reason to ask again: an answer that was on its way
   *     meanwhile says nothing
   */
  private record Known(long term, long doubts) {
    static final Known NOTHING = new Known(-1, 0);
  }

  /** Whether the engine may be used without a question. */
  boolean isRight(ChainId chainId, long term) {
    return known(chainId).term() == term;
  }

  /** The engine may have been another process since it was asked. */
  void doubt(ChainId chainId) {
    engines.merge(chainId, new Known(-1, 1), (before, now) -> new Known(-1, before.doubts() + 1));
  }

  private Known known(ChainId chainId) {
    return engines.getOrDefault(chainId, Known.NOTHING);
  }

  /**
   * Asks.
   *
   * @param client fenced
   */
  CompletionStage<Identity> ask(ChainId chainId, RollupClient client, long term) {
    RollupState rollup = log.state().rollup(chainId);
    if (rollup == null) {
      // Nothing is decided about it either.
      return CompletableFuture.completedFuture(new Identity.Right());
    }
    RollupDefinition definition = rollup.definition();
    long doubts = known(chainId).doubts();
    return client
        .info()
        .thenCompose(
            info ->
                switch (info) {
                  case RpcResult.Answer<RollupInfo>(RollupInfo answer) ->
                      judge(definition, answer, client);
                  case RpcResult.Unavailable<RollupInfo>(var trouble, String why) ->
                      CompletableFuture.completedFuture(new Identity.Unknown(trouble, why));
                })
        .thenApply(
            identity -> {
              if (identity instanceof Identity.Right) {
                engines.compute(
                    chainId,
                    (id, before) -> {
                      Known now = before == null ? Known.NOTHING : before;
                      return now.doubts() == doubts ? new Known(term, doubts) : now;
                    });
              }
              return identity;
            });
  }

  private static CompletionStage<Identity> judge(
      RollupDefinition definition, RollupInfo info, RollupClient client) {
    long anchor = definition.anchor().number();
    if (anchor == 0 || !info.chainId().equals(definition.chainId())) {
      return CompletableFuture.completedFuture(
          Identity.judge(definition, info, Optional.of(info.genesis())));
    }
    return client
        .blockAt(anchor)
        .thenApply(
            block ->
                switch (block) {
                  case RpcResult.Answer<Optional<BlockRef>>(Optional<BlockRef> answer) ->
                      Identity.judge(definition, info, answer);
                  case RpcResult.Unavailable<Optional<BlockRef>>(var trouble, String why) ->
                      new Identity.Unknown(trouble, why);
                });
  }
}
