package dev.braid.coordinator.ingress;

import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.coordinator.telemetry.HealthBoard.Problem;
import dev.braid.coordinator.telemetry.HealthBoard.Severity;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * {@code GET /health}: what the parts report, whether a leader is known, and rollups that stay in
 * doubt. A rollup is in doubt for a moment in every round, so that is told only when it lasts. One
 * event loop's own.
 */
final class HealthCheck {
  static final long IN_DOUBT_GRACE_MILLIS = 1_000;

  /** Without a known leader for so long the node is down for writes (api.md). */
  static final long NO_LEADER_DOWN_MILLIS = 10_000;

  private final HealthBoard board;
  private final Set<ChainId> notJoined;
  private final LongSupplier clockMillis;
  private final LeaderWatch leaders;
  private final Map<ChainId, Doubt> inDoubt = new TreeMap<>();

  private record Doubt(long block, long sinceMillis) {}

  /**
   * @param configured rollups that ought to stand in the log
   * @param clockMillis a clock that never falls
   */
  HealthCheck(
      HealthBoard board, List<ChainId> configured, LongSupplier clockMillis, LeaderWatch leaders) {
    this.leaders = leaders;
    this.board = board;
    this.notJoined = new TreeSet<>(configured);
    this.clockMillis = clockMillis;
  }

  /** To be called after every batch. */
  void observe(State state) {
    notJoined.removeAll(state.rollups().keySet());
    state
        .rollups()
        .forEach(
            (chainId, rollup) -> {
              if (rollup.isInDoubt()) {
                inDoubt.merge(chainId, doubt(rollup), (a, b) -> a.block() == b.block() ? a : b);
              } else {
                inDoubt.remove(chainId);
              }
            });
  }

  private Doubt doubt(RollupState rollup) {
    return new Doubt(rollup.decidedHead().number(), clockMillis.getAsLong());
  }

  Report report() {
    List<Problem> problems = new ArrayList<>(board.problems());
    long now = clockMillis.getAsLong();
    long withoutMillis = leaders.withoutMillis();
    if (withoutMillis > 0) {
      problems.add(
          new Problem(
              "leader",
              withoutMillis < NO_LEADER_DOWN_MILLIS ? Severity.DEGRADED : Severity.DOWN,
              "no leader is known: the cluster takes no bundles, reads are served"));
    }
    for (ChainId chainId : notJoined) {
      problems.add(
          new Problem(
              HealthBoard.rollup(chainId.value()),
              Severity.DEGRADED,
              "configured, but it has not joined the network yet"));
    }
    inDoubt.forEach(
        (chainId, doubt) -> {
          if (now - doubt.sinceMillis() > IN_DOUBT_GRACE_MILLIS) {
            problems.add(
                new Problem(
                    HealthBoard.rollup(chainId.value()),
                    Severity.DEGRADED,
                    "in doubt: block " + doubt.block() + " is decided and not seen as adopted"));
          }
        });
    return new Report(problems);
  }

  record Report(List<Problem> problems) {
    int httpStatus() {
      return problems.stream().mapToInt(p -> p.severity().httpStatus()).max().orElse(200);
    }

    /** The status in one word. */
    String status() {
      return switch (httpStatus()) {
        case 200 -> "ok";
        case 206 -> "degraded";
        default -> "down";
      };
    }
  }
}
