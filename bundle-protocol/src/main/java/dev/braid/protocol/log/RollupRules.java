package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What rollups do: adopt, join, leave, diverge, pause and resume. */
final class RollupRules {
  private RollupRules() {}

  static Effect adopted(EntryContext context, State state, Entry.RollupAdopted entry)
      throws Broken {
    RollupState rollup = known(state, entry.chainId());
    unless(
        rollup.isInDoubt()
            && rollup.decidedHead().number() == entry.blockNumber()
            && rollup.decidedHead().hash().equals(entry.blockHash()),
        Rule.ADOPTION,
        "not the decided block that the rollup has still to adopt");

    StateEdit edit = new StateEdit(state);
    List<LogEvent> events = new ArrayList<>();
    events.add(new LogEvent.RollupAdopted(context.cursor(), entry));
    for (BundleId id : rollup.unadopted()) {
      // A damaged bundle is finished, but what became of its slices is still told.
      events.add(new LogEvent.SliceAdopted(context.cursor(), id, entry.chainId()));
      InDoubtBundle bundle = edit.inDoubt.get(id);
      if (bundle == null) {
        continue;
      }
      List<ChainId> toAdopt =
          bundle.toAdopt().stream().filter(chain -> !chain.equals(entry.chainId())).toList();
      if (toAdopt.isEmpty()) {
        edit.settle(id);
        events.add(
            new LogEvent.Finished(context.cursor(), id, BundleState.INCLUDED, null, null, false));
      } else {
        edit.inDoubt =
            edit.inDoubt.plus(
                id,
                new InDoubtBundle(
                    id, bundle.position(), bundle.decision(), bundle.chains(), toAdopt));
      }
    }
    RollupState next = rollup.adopted();
    if (next.status() == RollupStatus.LEAVING) {
      // E1: it has adopted what names it, and is gone.
      next = next.withStatus(RollupStatus.LEFT);
      events.add(new LogEvent.NetworkChanged(context.cursor(), entry));
    }
    edit.rollups = edit.rollups.plus(entry.chainId(), next);
    return new Effect(edit.build(), events);
  }

  static Effect changed(EntryContext context, State state, Entry.RollupChanged entry)
      throws Broken {
    unless(ReasonRules.fits(entry.detail()), Rule.ROLLUP_CHANGE, "the detail is too long");
    unless(
        (entry.change() == Entry.RollupChanged.Change.JOINED) == (entry.definition() != null),
        Rule.ROLLUP_CHANGE,
        "a definition belongs to a rollup that joins");
    checkAuthorised(context, state, entry);
    StateEdit edit = new StateEdit(state);
    List<LogEvent> events = new ArrayList<>();
    events.add(new LogEvent.NetworkChanged(context.cursor(), entry));
    RollupState next =
        switch (entry.change()) {
          case JOINED -> joined(context, state, entry);
          case LEFT -> left(state, entry);
          case DIVERGED -> diverged(context, state, entry, edit, events);
          case PAUSED -> moved(state, entry, RollupStatus.ACTIVE, RollupStatus.PAUSED);
          case RESUMED -> moved(state, entry, RollupStatus.PAUSED, RollupStatus.ACTIVE);
        };
    edit.rollups = edit.rollups.plus(entry.chainId(), next);
    edit.parametersHeight = context.cursor().height();
    return new Effect(edit.listActiveRollups().build(), events);
  }

  private static RollupState joined(EntryContext context, State state, Entry.RollupChanged entry)
      throws Broken {
    RollupDefinition definition = entry.definition();
    if (definition == null || !definition.chainId().equals(entry.chainId())) {
      throw new Broken(Rule.ROLLUP_CHANGE, "the definition is of another chain");
    }
    String problem = ParameterRules.problem(definition);
    if (problem != null) {
      throw new Broken(Rule.BAD_PARAMETERS, problem);
    }
    RollupState before = state.rollup(entry.chainId());
    if (before == null) {
      unless(
          state.rollups().size() < state.parameters().limits().maxRollups(),
          Rule.ROLLUP_CHANGE,
          "too many rollups");
    } else {
      // What a rollup left behind must be finished before it comes again under another anchor.
      unless(
          (before.status() == RollupStatus.LEFT || before.status() == RollupStatus.DIVERGED)
              && state.pending().values().stream()
                  .noneMatch(bundle -> bundle.bundle().slice(entry.chainId()) != null),
          Rule.ROLLUP_CHANGE,
          "the rollup is here, or bundles still name it");
    }
    return RollupState.joined(definition, context.cursor());
  }

  private static RollupState left(State state, Entry.RollupChanged entry) throws Broken {
    RollupState rollup = known(state, entry.chainId());
    unless(
        rollup.status().takesBundles(), Rule.ROLLUP_CHANGE, "the rollup left or diverged already");
    return rollup.withStatus(rollup.isInDoubt() ? RollupStatus.LEAVING : RollupStatus.LEFT);
  }

  /** Paused or resumed: what is decided is adopted all the same, and bundles wait. */
  private static RollupState moved(
      State state, Entry.RollupChanged entry, RollupStatus from, RollupStatus to) throws Broken {
    RollupState rollup = known(state, entry.chainId());
    unless(
        rollup.status() == from,
        Rule.ROLLUP_CHANGE,
        "the rollup is " + rollup.status() + ", not " + from);
    return rollup.withStatus(to);
  }

  private static RollupState diverged(
      EntryContext context,
      State state,
      Entry.RollupChanged entry,
      StateEdit edit,
      List<LogEvent> events)
      throws Broken {
    RollupState rollup = known(state, entry.chainId());
    unless(
        rollup.status().takesBundles() || rollup.status() == RollupStatus.LEAVING,
        Rule.ROLLUP_CHANGE,
        "the rollup is not here any more");
    List<InDoubtBundle> damaged =
        state.inDoubt().values().stream()
            .filter(bundle -> bundle.chains().contains(entry.chainId()))
            .sorted(Comparator.comparing(InDoubtBundle::position))
            .toList();
    for (InDoubtBundle bundle : damaged) {
      edit.settle(bundle.id());
      events.add(
          new LogEvent.Finished(
              context.cursor(),
              bundle.id(),
              BundleState.DAMAGED,
              new Reason(
                  ReasonCode.ROLLUP_DIVERGED,
                  entry.chainId(),
                  null,
                  -1,
                  "the operator declared rollup " + entry.chainId() + " diverged",
                  null,
                  null),
              null,
              false));
    }
    return rollup.diverged();
  }

  /** A quorum of members, or for leaving the rollup's own operator alone (E1). */
  private static void checkAuthorised(EntryContext context, State state, Entry.RollupChanged entry)
      throws Broken {
    if (entry.operatorSignature() == null) {
      Bytes32 digest =
          ChangeDigest.rollup(
              state, entry.chainId(), entry.change(), entry.definition(), entry.detail());
      String problem =
          Quorums.problem(
              context.secp256k1(),
              digest,
              state.parameters().members(),
              state.parameters().quorum(),
              entry.signatures());
      if (problem != null) {
        throw new Broken(Rule.BAD_QUORUM, problem);
      }
      return;
    }
    RollupState rollup = known(state, entry.chainId());
    Bytes32 leave = ChangeDigest.leave(state, rollup, entry.detail());
    unless(
        entry.change() == Entry.RollupChanged.Change.LEFT
            && entry.signatures().isEmpty()
            && rollup.definition().operator() != null
            && rollup
                .definition()
                .operator()
                .equals(context.secp256k1().recover(leave, entry.operatorSignature())),
        Rule.BAD_SIGNATURE,
        "not the rollup's operator, who may only make it leave");
  }

  private static RollupState known(State state, ChainId chainId) throws Broken {
    RollupState rollup = state.rollup(chainId);
    if (rollup == null) {
      throw new Broken(Rule.UNKNOWN_ROLLUP, "unknown rollup " + chainId);
    }
    return rollup;
  }
}
