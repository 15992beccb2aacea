package dev.braid.coordinator.node;

import dev.braid.coordinator.rounds.RollupHandle;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How this node's engines have candidates built, as each of them last told: asked now and then, for
 * an engine may be replaced while the node runs. Safe for all threads; never blocks.
 */
final class Strategies implements AutoCloseable {
  private static final long UNKNOWN_SECONDS = 1;
  private static final long KNOWN_SECONDS = 30;

  private final Map<ChainId, String> known = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Strategies(Map<ChainId, RollupHandle> handles) {
    handles.forEach((chainId, handle) -> ask(chainId, handle.client()));
  }

  /** Null while its engine has not answered, and for a rollup that this node does not drive. */
  @Nullable String of(ChainId chainId) {
    return known.get(chainId);
  }

  private void ask(ChainId chainId, RollupClient client) {
    if (closed) {
      return;
    }
    client
        .info()
        .whenComplete(
            (result, bug) -> {
              boolean isKnown = false;
              if (bug == null && result instanceof RpcResult.Answer<RollupInfo>(RollupInfo info)) {
                known.put(chainId, info.strategy());
                isKnown = true;
              }
              Executor later =
                  CompletableFuture.delayedExecutor(
                      isKnown ? KNOWN_SECONDS : UNKNOWN_SECONDS, TimeUnit.SECONDS);
              later.execute(() -> ask(chainId, client));
            });
  }

  @Override
  public void close() {
    closed = true;
  }
}
