package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.SubmitterRules;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Level;
import java.util.ArrayList;
import java.util.List;

/** How pending bundles end without a round: cancelled by their submitter, or dropped. */
final class PendingRules {
  private PendingRules() {}

  static Effect cancel(EntryContext context, State state, Entry.BundleCancelled entry)
      throws Broken {
    PendingBundle pending = pending(state, entry.id());
    unless(
        !pending.bundle().isAnonymous()
            && !(entry.authorization() instanceof Authorization.Anonymous),
        Rule.ANONYMOUS,
        "nobody signed the bundle or the wish to take it back");
    SequenceRules.check(
        Rule.BAD_SIGNATURE,
        SubmitterRules.checkCancel(
            entry.id(), pending.bundle().submitter(), entry.authorization(), context.secp256k1()));
    return Effect.of(
        new StateEdit(state).end(pending).build(),
        new LogEvent.Finished(
            context.cursor(),
            entry.id(),
            BundleState.CANCELLED,
            Reason.of(ReasonCode.CANCELLED, "its submitter took it back"),
            null,
            false));
  }

  static Effect drop(EntryContext context, State state, Entry.BundlesDropped entry) throws Broken {
    unless(!entry.drops().isEmpty(), Rule.EMPTY_ENTRY, "drops nothing");
    State next = state;
    List<LogEvent> events = new ArrayList<>(entry.drops().size());
    for (Entry.Drop drop : entry.drops()) {
      PendingBundle pending = pending(next, drop.id());
      BundleState end = endOf(context, state, pending, drop.reason());
      next = new StateEdit(next).end(pending).build();
      events.add(
          new LogEvent.Finished(context.cursor(), drop.id(), end, drop.reason(), null, false));
    }
    return new Effect(next, events);
  }

  static PendingBundle pending(State state, BundleId id) throws Broken {
    PendingBundle pending = state.pending(id);
    if (pending == null) {
      throw new Broken(Rule.NOT_PENDING, "bundle " + id + " is not pending");
    }
    return pending;
  }

  /** The state in which a dropped bundle ends, if the reason holds (L1). */
  private static BundleState endOf(
      EntryContext context, State state, PendingBundle pending, Reason reason) throws Broken {
    ReasonRules.check(reason, pending.bundle());
    switch (reason.code()) {
      case DEADLINE, NONCE_TOO_HIGH -> {
        unless(
            context.timeSeconds() > pending.deadlineSeconds(),
            Rule.DEADLINE,
            "the deadline is not past");
        return BundleState.EXPIRED;
      }
      case ROLLUP_LEFT -> {
        unless(
            names(state, pending, RollupStatus.LEAVING) || names(state, pending, RollupStatus.LEFT),
            Rule.BAD_REASON,
            "no rollup of the bundle left");
        return BundleState.REJECTED;
      }
      case ROLLUP_DIVERGED -> {
        unless(
            names(state, pending, RollupStatus.DIVERGED),
            Rule.BAD_REASON,
            "no rollup of the bundle diverged");
        return BundleState.REJECTED;
      }
      case LEVEL -> {
        Level level = state.level(pending.bundle());
        unless(
            level == null || !level.satisfies(pending.bundle().minimumLevel()),
            Rule.BAD_REASON,
            "the rollups offer the level asked for");
        return BundleState.REJECTED;
      }
      default ->
          throw new Broken(Rule.BAD_REASON, reason.code() + " is no reason to drop a bundle");
    }
  }

  private static boolean names(State state, PendingBundle pending, RollupStatus status) {
    return pending.bundle().chains().stream()
        .map(state::rollup)
        .anyMatch(rollup -> rollup != null && rollup.status() == status);
  }
}
