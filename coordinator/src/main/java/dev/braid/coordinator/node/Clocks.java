package dev.braid.coordinator.node;

import dev.braid.coordinator.batcher.ClockSync;
import dev.braid.coordinator.batcher.LogClock;
import dev.braid.coordinator.loop.ThreadLoop;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of a node's batches.
 *
 * @param offsetMillis how far the node's own clock stands from the members' median
 */
record Clocks(LogClock log, LongSupplier offsetMillis) {
  private static final Logger LOG = LoggerFactory.getLogger(Clocks.class);
  private static final long MAX_SKEW_MILLIS = 1_000;

  /** A single node follows its own clock, and never falls behind the time of its log. */
  static Clocks ofOne(long logMillis) {
    long behindMillis = logMillis - System.currentTimeMillis();
    if (behindMillis > MAX_SKEW_MILLIS) {
      LOG.warn(
          "the wall clock is behind the log's time, which goes on from where it stood millis={}",
          behindMillis);
    }
    return new Clocks(LogClock.monotonicFrom(logMillis), () -> 0);
  }

  /** A member of a cluster follows the members' median (design section 4). */
  static Clocks ofMembers(
      Parts parts, Membership membership, HealthBoard board, Consumer<Throwable> onFailure) {
    ThreadLoop loop = parts.keep(new ThreadLoop("clock", onFailure));
    ClockSync clock = new ClockSync(loop, membership.peers(), LogClock.monotonic(), board);
    membership
        .desk()
        .onRequest(
            PeerRequest.KindCase.GET_CLOCK,
            (from, request) -> CompletableFuture.completedFuture(clock.answer()));
    clock.start();
    return new Clocks(clock, clock::offsetMillis);
  }
}
