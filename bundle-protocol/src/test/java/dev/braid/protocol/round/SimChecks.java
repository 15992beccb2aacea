package dev.braid.protocol.round;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The guarantees, checked from outside the planner: by what it asks for and what the model shows.
 */
final class SimChecks {
  private final SimLog log;
  private final Map<ChainId, SimEngine> engines;

  /** Of the planner's present life. */
  private final Map<Long, PlannerEffect.Prepare> prepares = new HashMap<>();

  private final Set<BlockHash> votes = new HashSet<>();
  private final List<Seen> failures = new ArrayList<>();
  private final Set<ChainId> undecided = new TreeSet<>();
  private final Map<Long, Entry.RoundDecided> proposed = new HashMap<>();
  private final Set<ChainId> paused = new TreeSet<>();

  SimChecks(SimLog log, Map<ChainId, SimEngine> engines) {
    this.log = log;
    this.engines = engines;
  }

  private final Map<ChainId, Long> seenChanges = new TreeMap<>();

  private record Seen(BundleId bundle, Set<BundleId> before) {}

  static void that(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  void newLife() {
    prepares.clear();
    votes.clear();
    failures.clear();
    undecided.clear();
    proposed.clear();
    paused.clear();
  }

  /** Before the planner sees it. */
  void onEvent(PlannerEvent event) {
    switch (event) {
      case PlannerEvent.PrepareAnswered answered -> onAnswer(answered);
      case PlannerEvent.LeadershipGained gained -> {
        for (PlannerEvent.RollupAtLog rollup : gained.rollups()) {
          if (rollup.status() == RollupStatus.PAUSED) {
            paused.add(rollup.traits().chainId());
          }
        }
      }
      case PlannerEvent.LogAdvanced advanced -> {
        for (PlannerEvent.LogFact fact : advanced.facts()) {
          if (fact instanceof PlannerEvent.RoundStands stands) {
            stands.decision().rollups().forEach(each -> undecided.remove(each.chainId()));
          }
          if (fact instanceof PlannerEvent.RollupPaused(ChainId chain)) {
            paused.add(chain);
          }
          if (fact instanceof PlannerEvent.RollupResumed(ChainId chain)) {
            paused.remove(chain);
          }
        }
      }
      case PlannerEvent.AppendAnswered answered -> {
        Entry.RoundDecided round = proposed.get(answered.proposal());
        boolean isOut =
            answered.answer() instanceof PlannerEvent.AppendAnswer.Refused
                || answered.answer() instanceof PlannerEvent.AppendAnswer.NotTaken
                || answered.answer() instanceof PlannerEvent.AppendAnswer.NotLeader;
        if (round != null && isOut) {
          round.rollups().forEach(each -> undecided.remove(each.chainId()));
        }
      }
      default -> {}
    }
  }

  private void onAnswer(PlannerEvent.PrepareAnswered answered) {
    PlannerEffect.Prepare asked = prepares.get(answered.call());
    if (asked == null) {
      return;
    }
    switch (answered.answer()) {
      case PrepareAnswer.Candidate candidate -> {
        boolean clean = true;
        for (int i = 0; i < asked.bundles().size(); i++) {
          if (candidate.slices().get(i).stream().anyMatch(outcome -> !outcome.success())) {
            clean = false;
            failed(asked, i);
          }
        }
        if (clean) {
          votes.add(candidate.hash());
        }
      }
      case PrepareAnswer.Refused refused ->
          refused.failures().forEach(failure -> failed(asked, failure.slice()));
      case PrepareAnswer.RefusedAsWhole whole -> {
        if (asked.bundles().size() == 1) {
          failed(asked, 0);
        }
      }
      default -> {}
    }
  }

  private void failed(PlannerEffect.Prepare asked, int index) {
    failures.add(
        new Seen(asked.bundles().get(index), new HashSet<>(asked.bundles().subList(0, index))));
  }

  void onEffect(PlannerEffect effect) {
    switch (effect) {
      case PlannerEffect.Prepare prepare -> {
        notFrozen(prepare.chainId(), "prepare");
        that(!paused.contains(prepare.chainId()), "prepare on a paused rollup");
        that(
            log.rollup(prepare.chainId()).head().ref().equals(prepare.parent()),
            "prepare that does not build on the last decided block of " + prepare.chainId());
        prepares.put(prepare.call(), prepare);
      }
      case PlannerEffect.Discard discard -> notFrozen(discard.chainId(), "discard");
      case PlannerEffect.Adopt adopt -> {
        notFrozen(adopt.chainId(), "adopt");
        that(
            adopt.blockNumber() < log.rollup(adopt.chainId()).decided.size(),
            "A2: asks to adopt a block that no decision names");
      }
      case PlannerEffect.Append append -> {
        if (append.entry() instanceof Entry.RoundDecided round) {
          onDecision(round);
          round.rollups().forEach(each -> undecided.add(each.chainId()));
          proposed.put(append.proposal(), round);
        }
      }
      default -> {}
    }
  }

  /** Design section 5: nothing is done with a rollup while a decision about it is open. */
  private void notFrozen(ChainId chain, String what) {
    that(
        !undecided.contains(chain), "A2: " + what + " while a decision about it is open: " + chain);
  }

  private void onDecision(Entry.RoundDecided round) {
    Set<BundleId> included = new HashSet<>();
    round.included().forEach(each -> included.add(each.id()));
    for (Entry.RollupDecision rollup : round.rollups()) {
      that(
          votes.contains(rollup.blockHash()),
          "A1: decides a block of " + rollup.chainId() + " that was not voted for");
    }
    for (Entry.RejectedBundle rejected : round.rejected()) {
      SimBundle bundle = Objects.requireNonNull(log.bundles.get(rejected.id()));
      boolean proved =
          failures.stream()
              .anyMatch(
                  seen ->
                      seen.bundle().equals(rejected.id()) && included.containsAll(seen.before()));
      that(
          proved || followsFromLog(bundle, rejected.reason().code()),
          "verdict rule: "
              + bundle
              + " is rejected for a failure behind a bundle that does not stand");
    }
  }

  private boolean followsFromLog(SimBundle bundle, ReasonCode code) {
    for (SliceFootprint slice : bundle.footprint().slices()) {
      SimLog.Rollup rollup = log.rollup(slice.chainId());
      boolean follows =
          switch (code) {
            case BLOCK_RANGE ->
                slice.maxBlock() != 0 && slice.maxBlock() <= rollup.head().ref().number();
            case GAS_LIMIT -> slice.gas() > rollup.traits.blockGasLimit();
            case CONFLICTS_WITH_EARLIER ->
                slice.transactions().stream().anyMatch(each -> isUsed(rollup, each));
            default -> false;
          };
      if (follows) {
        return true;
      }
    }
    return false;
  }

  private static boolean isUsed(SimLog.Rollup rollup, TransactionFootprint transaction) {
    return rollup.decided.stream()
        .flatMap(block -> block.bundles().stream())
        .map(bundle -> Objects.requireNonNull(bundle.footprint().slice(rollup.traits.chainId())))
        .flatMap(slice -> slice.transactions().stream())
        .anyMatch(
            other ->
                other.sender().equals(transaction.sender())
                    && other.nonce() >= transaction.nonce());
  }

  /**
   * A1, A2, A3 as the engines show them: what was made head is what was decided, block by block.
   */
  void afterEvent() {
    for (SimEngine engine : engines.values()) {
      SimLog.Rollup rollup = log.rollup(engine.chainId());
      Long seen = seenChanges.put(engine.chainId(), engine.changes);
      if (seen != null && seen == engine.changes) {
        continue;
      }
      that(
          engine.adoptedBlocks <= rollup.decided.size(),
          "A2: " + engine.chainId() + " has adopted a block that no decision names");
      for (int i = 0; i < engine.adoptedBlocks; i++) {
        that(
            engine.blocks.get(i).ref().hash().equals(rollup.decided.get(i).ref().hash()),
            "A1: " + engine.chainId() + " has adopted another block " + i + " than decided");
      }
    }
  }

  /** When all is healed and time has passed (L1, A3). */
  void atEnd() {
    for (SimEngine engine : engines.values()) {
      SimLog.Rollup rollup = log.rollup(engine.chainId());
      if (rollup.status == RollupStatus.DIVERGED) {
        continue;
      }
      if (rollup.status == RollupStatus.LEAVING) {
        // It adopted what names it; what its engine does after it is gone is its own affair (E1).
        that(
            rollup.adopted == rollup.head().ref().number(),
            "E1: " + engine.chainId() + " left without adopting what names it");
        continue;
      }
      // Rollups with a block time go on: the newest decision may just have been taken.
      that(
          engine.adoptedBlocks >= rollup.decided.size() - 1,
          "A3: " + engine.chainId() + " did not come to its last decided block");
    }
    for (SimBundle bundle : log.bundles.values()) {
      BundleState state = Objects.requireNonNull(log.states.get(bundle.footprint().id()));
      that(state.isFinal(), "L1: " + bundle + " is " + state.word() + " at the end");
      for (SliceFootprint slice : bundle.footprint().slices()) {
        if (log.rollup(slice.chainId()).status == RollupStatus.DIVERGED
            || state == BundleState.DAMAGED) {
          continue;
        }
        SimEngine engine = Objects.requireNonNull(engines.get(slice.chainId()));
        boolean there = engine.blocks.stream().anyMatch(b -> b.bundles().contains(bundle));
        boolean left = log.rollup(slice.chainId()).status == RollupStatus.LEAVING;
        that(
            there == (state == BundleState.INCLUDED) || (left && !there),
            "A1: " + bundle + " is " + state.word() + ", on " + slice.chainId() + ": " + there);
      }
    }
  }
}
