package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.LogFact;
import dev.braid.protocol.round.RollupTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What applied entries mean for rounds. Recovers senders: never called on an event loop. */
final class LogFacts {
  private final Footprints footprints;
  private final Function<RollupDefinition, RollupTraits> traits;

  LogFacts(Footprints footprints, Function<RollupDefinition, RollupTraits> traits) {
    this.footprints = footprints;
    this.traits = traits;
  }

  List<LogFact> of(List<LogEvent> events) {
    List<LogFact> facts = new ArrayList<>(events.size());
    for (LogEvent event : events) {
      switch (event) {
        case LogEvent.Sequenced sequenced ->
            facts.add(
                new PlannerEvent.BundlePending(
                    footprints.of(
                        sequenced.cursor(), sequenced.entry(), sequenced.deadlineSeconds())));
        case LogEvent.Finished finished -> {
          if (endsWithoutRound(finished.state())) {
            facts.add(new PlannerEvent.BundleEnded(finished.id()));
          }
        }
        case LogEvent.RoundDecided round ->
            facts.add(new PlannerEvent.RoundStands(round.cursor(), round.entry()));
        case LogEvent.RollupAdopted adopted ->
            facts.add(
                new PlannerEvent.AdoptionLogged(
                    adopted.entry().chainId(), adopted.entry().blockNumber()));
        case LogEvent.NetworkChanged changed -> addChange(facts, changed.entry());
        case LogEvent.Decided decided -> {}
        case LogEvent.SliceAdopted adopted -> {}
      }
    }
    return facts;
  }

  /**
   * Included and damaged bundles had a round, which told the planner already; of a rejected one it
   * is harmless to be told twice.
   */
  private static boolean endsWithoutRound(BundleState state) {
    return switch (state) {
      case REJECTED, EXPIRED, CANCELLED, REPLACED -> true;
      case SEQUENCED, DECIDED, INCLUDED, DAMAGED -> false;
    };
  }

  private void addChange(List<LogFact> facts, Entry entry) {
    switch (entry) {
      case Entry.ParametersChanged changed ->
          facts.add(new PlannerEvent.LimitsChanged(changed.parameters().limits()));
      case Entry.RollupChanged changed -> addRollup(facts, changed);
      default -> {
        // Members and leaders are no matter of rounds.
      }
    }
  }

  private void addRollup(List<LogFact> facts, Entry.RollupChanged changed) {
    switch (changed.change()) {
      case JOINED -> {
        if (changed.definition() == null) {
          throw new IllegalStateException("a rollup joined without a definition: " + changed);
        }
        facts.add(
            new PlannerEvent.RollupJoined(
                traits.apply(changed.definition()), changed.definition().anchor()));
      }
      case LEFT -> facts.add(new PlannerEvent.RollupGone(changed.chainId(), false));
      case DIVERGED -> facts.add(new PlannerEvent.RollupGone(changed.chainId(), true));
      case PAUSED -> facts.add(new PlannerEvent.RollupPaused(changed.chainId()));
      case RESUMED -> facts.add(new PlannerEvent.RollupResumed(changed.chainId()));
    }
  }
}
