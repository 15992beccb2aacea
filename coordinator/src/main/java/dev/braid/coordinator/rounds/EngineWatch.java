package dev.braid.coordinator.rounds;

import dev.braid.coordinator.health.HealthEvent;
import dev.braid.coordinator.health.HealthEvent.Call;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.spi.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * Watches one call to an engine: tells the observer what came of it, and the guard when the engine
 * may be another one than it was. Each call is told of once, whatever answers first.
 */
final class EngineWatch {
  /** Calls that build nothing take longer than this only when something is wrong. */
  static final long QUICK_MILLIS = 500;

  private final RoundsPorts ports;
  private final IdentityGuard guard;
  private final ChainId chainId;
  private final Call call;
  private final long budgetMillis;
  private final long begunNanos;
  // When it was asked: what is decided meanwhile, the engine cannot know.
  private final @Nullable RollupState rollup;

  EngineWatch(
      RoundsPorts ports, IdentityGuard guard, ChainId chainId, Call call, long budgetMillis) {
    this.ports = ports;
    this.guard = guard;
    this.chainId = chainId;
    this.call = call;
    this.budgetMillis = budgetMillis;
    this.begunNanos = ports.loop().nanoTime();
    this.rollup = ports.log().state().rollup(chainId);
  }

  void ended(Told told) {
    long tookMillis = (ports.loop().nanoTime() - begunNanos) / 1_000_000;
    if (told.trouble() != null && breaksTrust(told.trouble())) {
      guard.doubt(chainId);
    }
    ports
        .observer()
        .learnt(
            chainId,
            new HealthEvent.Called(call, tookMillis, budgetMillis, told.trouble(), told.why()));
    BlockRef head = told.head();
    if (head != null && rollup != null) {
      if (!head.hash().equals(rollup.decidedHead().hash())) {
        guard.doubt(chainId);
      }
      ports
          .observer()
          .learnt(
              chainId,
              new HealthEvent.HeadSeen(head, rollup.decidedHead(), rollup.definition().anchor()));
    }
  }

  private static boolean breaksTrust(Trouble trouble) {
    return switch (trouble) {
      case UNREACHABLE, TIMEOUT, UNAUTHORIZED, CLOCK_DRIFT, BAD_ANSWER, REFUSED, UNKNOWN -> true;
      case SYNCING, QUEUE_FULL, FENCED -> false;
    };
  }
}
