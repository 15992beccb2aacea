package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the planner knows, and the effects of the event at hand. Sorted maps only: no chance in it.
 */
final class PlannerState {
  final PlannerSettings settings;
  Limits limits = Limits.DEFAULT;
  boolean leads;
  long nowMillis;

  /** Of the newest batch that is known. */
  long height;

  /** Something changed that choosing may act on. */
  boolean chooseAgain;

  /** When time alone makes a pending bundle eligible; MAX = never. */
  long lookAgainMillis = Long.MAX_VALUE;

  final TreeMap<ChainId, RollupTrack> rollups = new TreeMap<>();
  final TreeMap<Position, BundleTrack> bundles = new TreeMap<>();
  final TreeMap<BundleId, BundleTrack> bundlesById = new TreeMap<>();
  final TreeMap<Long, Round> rounds = new TreeMap<>();
  final TreeMap<Long, Proposal> proposals = new TreeMap<>();

  /** Pending ordinary transactions: while some wait, some gas of each block is kept for them. */
  int ordinaryPending;

  final Nonces nonces = new Nonces();

  private List<PlannerEffect> effects = new ArrayList<>();
  private long lastNumber;

  PlannerState(PlannerSettings settings) {
    this.settings = settings;
  }

  /** A number never given before: calls, rounds and proposals of an earlier term stay distinct. */
  long nextNumber() {
    return ++lastNumber;
  }

  void emit(PlannerEffect effect) {
    effects.add(effect);
  }

  /** What an event left behind that failed half-way was never asked for. */
  void dropEffects() {
    effects.clear();
  }

  List<PlannerEffect> takeEffects() {
    List<PlannerEffect> taken = effects;
    effects = new ArrayList<>();
    return List.copyOf(taken);
  }

  long propose(Entry entry, Proposal proposal) {
    long number = nextNumber();
    proposals.put(number, proposal);
    emit(new PlannerEffect.Append(number, entry));
    return number;
  }

  void alarm(AlarmCode code, @Nullable ChainId chain, String text) {
    emit(new PlannerEffect.Alarm(code, chain, text));
  }

  long nowSeconds() {
    return nowMillis / 1000;
  }

  /** Whether a round may lock it now. */
  boolean isFree(RollupTrack rollup) {
    return rollup.condition == RollupCondition.READY
        && rollup.lockedBy == null
        && !rollup.gone
        && !rollup.paused
        && rollup.readyAtMillis(settings, nowMillis) <= nowMillis;
  }

  void forgetAll() {
    rollups.clear();
    bundles.clear();
    bundlesById.clear();
    rounds.clear();
    proposals.clear();
    nonces.clear();
    ordinaryPending = 0;
    lookAgainMillis = Long.MAX_VALUE;
  }
}
