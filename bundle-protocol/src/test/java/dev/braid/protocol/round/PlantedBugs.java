package dev.braid.protocol.round;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.PlannerEvent.PrepareAnswer;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Planners that are wrong in one way each, to see that the simulation notices. */
final class PlantedBugs {
  private static final long BUG = 1_000_000_000L;

  private PlantedBugs() {}

  /** Lets a bug see and change what goes in and out of a right planner. */
  abstract static class Wrong implements Planner {
    private final Planner right = new RoundPlanner(PlannerSettings.DEFAULT.inCluster());
    private long lastNumber = BUG;

    @Override
    public final List<PlannerEffect> on(PlannerEvent event, long nowMillis) {
      List<PlannerEffect> effects = new ArrayList<>();
      for (PlannerEffect effect : right.on(event, nowMillis)) {
        effects.addAll(change(effect));
      }
      effects.addAll(after(event));
      return effects;
    }

    @Override
    public final List<RollupView> rollups() {
      return right.rollups();
    }

    final long number() {
      return ++lastNumber;
    }

    List<PlannerEffect> change(PlannerEffect effect) {
      return List.of(effect);
    }

    List<PlannerEffect> after(PlannerEvent event) {
      return List.of();
    }
  }

  /** What was asked of the rollups of each round, and what they answered. */
  abstract static class Watching extends Wrong {
    final Map<Long, PlannerEffect.Prepare> asked = new HashMap<>();
    final Map<Long, PrepareAnswer> answers = new TreeMap<>();

    @Override
    List<PlannerEffect> change(PlannerEffect effect) {
      if (effect instanceof PlannerEffect.Prepare prepare) {
        asked.put(prepare.call(), prepare);
      }
      return super.change(effect);
    }

    @Override
    List<PlannerEffect> after(PlannerEvent event) {
      if (event instanceof PlannerEvent.PrepareAnswered answered
          && asked.containsKey(answered.call())
          && answers.putIfAbsent(answered.call(), answered.answer()) == null) {
        return answered(asked.get(answered.call()), answered.answer());
      }
      return List.of();
    }

    abstract List<PlannerEffect> answered(PlannerEffect.Prepare prepare, PrepareAnswer answer);

    static List<BundleId> failed(PlannerEffect.Prepare prepare, PrepareAnswer answer) {
      List<BundleId> failed = new ArrayList<>();
      if (answer instanceof PrepareAnswer.Refused refused) {
        refused.failures().forEach(each -> failed.add(prepare.bundles().get(each.slice())));
      }
      if (answer instanceof PrepareAnswer.Candidate candidate) {
        for (int i = 0; i < prepare.bundles().size(); i++) {
          if (candidate.slices().get(i).stream().anyMatch(each -> !each.success())) {
            failed.add(prepare.bundles().get(i));
          }
        }
      }
      return failed;
    }
  }

  /** One rollup failed a bundle, the other has a candidate of it: the other adopts. */
  static final class AdoptsAfterAFailureElsewhere extends Watching {
    @Override
    List<PlannerEffect> answered(PlannerEffect.Prepare prepare, PrepareAnswer answer) {
      List<PlannerEffect> wrong = new ArrayList<>();
      for (BundleId id : failed(prepare, answer)) {
        for (Map.Entry<Long, PrepareAnswer> other : answers.entrySet()) {
          PlannerEffect.Prepare there = asked.get(other.getKey());
          if (there != null
              && there.round() == prepare.round()
              && !there.chainId().equals(prepare.chainId())
              && there.bundles().contains(id)
              && other.getValue() instanceof PrepareAnswer.Candidate) {
            wrong.add(
                new PlannerEffect.Adopt(number(), there.chainId(), there.parent().number() + 1));
          }
        }
      }
      return wrong;
    }
  }

  /** Takes the first yes of a round for the yes of all. */
  static final class DecidesBeforeAllVoted extends Watching {
    private final Map<BundleId, Position> positions = new HashMap<>();

    @Override
    List<PlannerEffect> after(PlannerEvent event) {
      if (event instanceof PlannerEvent.LogAdvanced advanced) {
        for (PlannerEvent.LogFact fact : advanced.facts()) {
          if (fact instanceof PlannerEvent.BundlePending(BundleFootprint bundle)) {
            positions.put(bundle.id(), bundle.position());
          }
        }
      }
      return super.after(event);
    }

    @Override
    List<PlannerEffect> answered(PlannerEffect.Prepare prepare, PrepareAnswer answer) {
      if (!(answer instanceof PrepareAnswer.Candidate) || prepare.bundles().isEmpty()) {
        return List.of();
      }
      Map<ChainId, PlannerEffect.Prepare> others = new TreeMap<>();
      for (PlannerEffect.Prepare other : asked.values()) {
        if (other.round() == prepare.round() && !answers.containsKey(other.call())) {
          others.put(other.chainId(), other);
        }
      }
      if (others.isEmpty()) {
        return List.of();
      }
      others.put(prepare.chainId(), prepare);
      List<Entry.RollupDecision> blocks = new ArrayList<>();
      Set<BundleId> included = new HashSet<>();
      for (PlannerEffect.Prepare each : others.values()) {
        included.addAll(each.bundles());
        blocks.add(
            new Entry.RollupDecision(
                each.chainId(),
                Fixtures.header(each.parent(), each.timestampSeconds()),
                new BlockHash(Fixtures.digest("guessed " + each.call())),
                List.of(),
                each.bundles().stream()
                    .map(id -> positions.getOrDefault(id, new Position(0, 0)))
                    .toList(),
                List.of(),
                List.of()));
      }
      return List.of(
          new PlannerEffect.Append(
              number(),
              new Entry.RoundDecided(
                  blocks,
                  included.stream().map(id -> new Entry.IncludedBundle(id, List.of())).toList(),
                  List.of())));
    }
  }

  /** Saves the time that the log takes. */
  static final class AdoptsBeforeTheDecisionIsDurable extends Wrong {
    @Override
    List<PlannerEffect> change(PlannerEffect effect) {
      List<PlannerEffect> effects = new ArrayList<>(super.change(effect));
      if (effect instanceof PlannerEffect.Append append
          && append.entry() instanceof Entry.RoundDecided round) {
        for (Entry.RollupDecision block : round.rollups()) {
          effects.add(new PlannerEffect.Adopt(number(), block.chainId(), block.header().number()));
        }
      }
      return effects;
    }
  }

  /** Takes every failure of a round for a verdict. */
  static final class TakesEveryFailureForAVerdict extends Watching {
    private final Map<Long, Set<BundleId>> failedInRound = new HashMap<>();

    @Override
    List<PlannerEffect> answered(PlannerEffect.Prepare prepare, PrepareAnswer answer) {
      failedInRound
          .computeIfAbsent(prepare.round(), round -> new HashSet<>())
          .addAll(failed(prepare, answer));
      return List.of();
    }

    @Override
    List<PlannerEffect> change(PlannerEffect effect) {
      super.change(effect);
      if (!(effect instanceof PlannerEffect.Append append)
          || !(append.entry() instanceof Entry.RoundDecided decided)) {
        return List.of(effect);
      }
      Set<BundleId> known = new HashSet<>();
      decided.included().forEach(each -> known.add(each.id()));
      decided.rejected().forEach(each -> known.add(each.id()));
      List<Entry.RejectedBundle> rejected = new ArrayList<>(decided.rejected());
      for (Set<BundleId> failed : failedInRound.values()) {
        for (BundleId id : failed) {
          if (known.add(id)) {
            rejected.add(
                new Entry.RejectedBundle(
                    id, dev.braid.protocol.bundle.Reason.of(ReasonCode.REVERTED, "")));
          }
        }
      }
      failedInRound.clear();
      return List.of(
          new PlannerEffect.Append(
              append.proposal(),
              new Entry.RoundDecided(decided.rollups(), decided.included(), rejected)));
    }
  }

  /** Takes "it may have happened" for "it has not". */
  static final class DiscardsAfterAnUnknownOutcome extends Wrong {
    private final Map<Long, Entry.RoundDecided> proposed = new HashMap<>();

    @Override
    List<PlannerEffect> change(PlannerEffect effect) {
      if (effect instanceof PlannerEffect.Append append
          && append.entry() instanceof Entry.RoundDecided round) {
        proposed.put(append.proposal(), round);
      }
      return super.change(effect);
    }

    @Override
    List<PlannerEffect> after(PlannerEvent event) {
      List<PlannerEffect> wrong = new ArrayList<>();
      if (event instanceof PlannerEvent.AppendAnswered answered
          && answered.answer() instanceof AppendAnswer.Unknown
          && proposed.containsKey(answered.proposal())) {
        for (PlannerEffect effect : discards(proposed.get(answered.proposal()))) {
          wrong.add(effect);
        }
      }
      return wrong;
    }

    private List<PlannerEffect> discards(Entry.RoundDecided round) {
      Function<Entry.RollupDecision, PlannerEffect> discard =
          block ->
              new PlannerEffect.Discard(
                  number(), block.chainId(), Fixtures.genesis(block.chainId()));
      return round.rollups().stream().map(discard).toList();
    }
  }

  /** Lets a cancel through while a round holds the bundle. */
  static final class CancelsWhatARoundHolds extends Wrong {
    @Override
    List<PlannerEffect> after(PlannerEvent event) {
      return event instanceof PlannerEvent.CancelRequested cancel
          ? List.of(new PlannerEffect.Append(number(), cancel.entry()))
          : List.of();
    }
  }

  /** Forgets to adopt on one rollup. */
  static final class NeverAdoptsOnOneRollup extends Wrong {
    @Override
    List<PlannerEffect> change(PlannerEffect effect) {
      return effect instanceof PlannerEffect.Adopt adopt
              && adopt.chainId().equals(Fixtures.chain(1))
          ? List.of()
          : List.of(effect);
    }
  }
}
