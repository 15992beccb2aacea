package dev.braid.protocol.round;

import dev.braid.protocol.log.Entry;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the planner wants done. The driver performs effects in the order given (those for one rollup
 * one after the other) and answers each that carries a {@code call} or {@code proposal}, at the
 * latest when its own time-out has passed.
 */
public sealed interface PlannerEffect {

  /**
   * Build a candidate of these bundles' slices for {@code chainId}, in this order.
   *
   * @param round names the round until its decision does (traces, logs)
   * @param pass 1 for the first
   * @param parent the last decided block
   * @param budgetMillis the call must be answered within
   */
  record Prepare(
      long call,
      long round,
      ChainId chainId,
      int pass,
      BlockRef parent,
      long timestampSeconds,
      List<BundleId> bundles,
      long budgetMillis)
      implements PlannerEffect {
    public Prepare {
      bundles = List.copyOf(bundles);
    }
  }

  /**
   * Drop an undecided candidate of ours, if the engine shows one; the head is {@code parent} then.
   */
  record Discard(long call, ChainId chainId, BlockRef parent) implements PlannerEffect {}

  /**
   * Make this decided block the head (A2). A number that no decision names is answered {@code
   * Diverged}: the engine has a history that is not the log's.
   */
  record Adopt(long call, ChainId chainId, long blockNumber) implements PlannerEffect {}

  /** Ask for the block that the rollup regards as its head. */
  record CheckHead(long call, ChainId chainId) implements PlannerEffect {}

  /**
   * Propose an entry: {@code RoundDecided}, {@code RollupAdopted}, {@code BundlesDropped}, {@code
   * BundleCancelled}, or {@code BundleSequenced} in place of another.
   */
  record Append(long proposal, Entry entry) implements PlannerEffect {}

  /**
   * The definite answer to {@link PlannerEvent.EndingRequested}.
   *
   * @param id of the bundle that was to end
   */
  record AnswerCancel(long request, BundleId id, CancelAnswer answer) implements PlannerEffect {}

  sealed interface CancelAnswer {
    /** The entry stands at {@code cursor}, and the bundle ended by it. */
    record Cancelled(Position cursor) implements CancelAnswer {}

    /** Not pending (any more): the bundle's record has the state that beat the cancel. */
    record TooLate() implements CancelAnswer {}

    /** It may have ended so: ask for the bundle. */
    record Unknown() implements CancelAnswer {}

    /** The log refuses it, e.g. for its authorization. */
    record Refused(String violation) implements CancelAnswer {}

    /** Certainly not taken now; may be asked again. */
    record NotTaken(String why) implements CancelAnswer {}

    record NotLeader() implements CancelAnswer {}
  }

  /** Send {@link PlannerEvent.Tick} at this time; replaces the wake-up asked for before. */
  record WakeAt(long atMillis) implements PlannerEffect {}

  /** Somebody must look. */
  record Alarm(AlarmCode code, @Nullable ChainId chainId, String text) implements PlannerEffect {}

  /**
   * A rollup's condition changed: for logs, metrics and {@code /health}.
   *
   * @param cause why it is set apart; null in every other condition
   */
  record RollupConditionChanged(
      ChainId chainId,
      RollupCondition from,
      RollupCondition to,
      @Nullable AlarmCode cause,
      String why)
      implements PlannerEffect {}

  /** What became of a round: for logs and metrics. */
  record RoundEnded(
      long round, RoundEnd end, int passes, int included, int rejected, long startedMillis)
      implements PlannerEffect {}

  /** How a round ended. */
  enum RoundEnd {
    /** Its decision stands. */
    DECIDED,
    /** No decision: nothing stood, or not in time; its bundles wait. */
    ABANDONED,
    /** The log refused its decision. */
    REFUSED
  }
}
