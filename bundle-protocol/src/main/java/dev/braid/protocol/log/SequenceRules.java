package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleCheck;
import dev.braid.protocol.bundle.BundleDigest;
import dev.braid.protocol.bundle.BundleRules;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.BundleViolation;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.SubmitterRules;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a bundle takes its position (design section 4). The dearest check, the signature, is last.
 */
final class SequenceRules {
  private SequenceRules() {}

  static Effect apply(EntryContext context, State state, Entry.BundleSequenced entry)
      throws Broken {
    Bundle bundle = entry.bundle();
    Limits limits = state.parameters().limits();
    unless(
        !bundle.retry() && bundle.replacementUuid().isEmpty() && bundle.replacementNonce() == 0,
        Rule.FEATURE_NOT_ACTIVE,
        "retry and replacement are not part of rules version 1");
    unless(
        entry.id().equals(BundleDigest.id(bundle)),
        Rule.WRONG_ID,
        "the id is not the bundle's EIP-712 digest");
    // O2: exactly one position.
    unless(
        state.pending(entry.id()) == null
            && !state.inDoubt().containsKey(entry.id())
            && !context.alreadySequenced().test(entry.id()),
        Rule.ALREADY_SEQUENCED,
        "the bundle has a position already");
    if (entry.ordinary()) {
      unless(
          OrdinaryRules.isOrdinary(bundle),
          Rule.ORDINARY_SHAPE,
          "not the shape of an ordinary transaction");
    }
    Level level = checkRollups(state, bundle);
    checkStatic(state, bundle);
    check(Rule.DEADLINE, BundleRules.checkDeadline(bundle, limits, context.timeMillis()));
    OrdinaryRules.@Nullable Placed ordinary =
        entry.ordinary() ? OrdinaryRules.place(context.secp256k1(), state, bundle) : null;
    StateEdit edit = new StateEdit(state);
    PendingBundle older = ordinary == null ? null : ordinary.older();
    if (older != null) {
      edit.end(older);
    }
    unless(
        edit.pendingCount() < limits.maxPendingBundles()
            && edit.pendingBytes() + context.bytes() <= limits.maxPendingBytes(),
        Rule.PENDING_FULL,
        "too many pending bundles or bytes");
    check(
        Rule.BAD_SIGNATURE,
        SubmitterRules.check(bundle, entry.id(), entry.authorization(), context.secp256k1()));

    long deadlineSeconds =
        bundle.maxTimestampSeconds() != 0
            ? bundle.maxTimestampSeconds()
            : (context.timeMillis() + limits.defaultLifetimeMillis()) / 1000;
    PendingBundle pending =
        new PendingBundle(
            context.cursor(),
            entry.id(),
            bundle,
            entry.authorization(),
            entry.ordinary(),
            deadlineSeconds,
            context.bytes());
    edit.addPending(pending);
    List<LogEvent> events = new ArrayList<>(2);
    events.add(new LogEvent.Sequenced(context.cursor(), entry, deadlineSeconds, level));
    if (ordinary != null) {
      edit.ordinaries = edit.ordinaries.plus(entry.id(), ordinary.transaction());
    }
    if (older != null) {
      events.add(replaced(context, older, entry));
    }
    return new Effect(edit.build(), events);
  }

  private static LogEvent replaced(
      EntryContext context, PendingBundle older, Entry.BundleSequenced newer) {
    return new LogEvent.Finished(
        context.cursor(),
        older.id(),
        BundleState.REPLACED,
        Reason.of(ReasonCode.REPLACED, "a transaction with the same nonce pays more"),
        newer.id(),
        false);
  }

  static void check(Rule rule, @Nullable BundleViolation violation) throws Broken {
    if (violation != null) {
      throw new Broken(rule, violation.code() + " " + violation.field());
    }
  }

  private static Level checkRollups(State state, Bundle bundle) throws Broken {
    int bestEffort = 0;
    for (ChainId chainId : bundle.chains()) {
      RollupState rollup = state.rollup(chainId);
      if (rollup == null) {
        throw new Broken(Rule.UNKNOWN_ROLLUP, "unknown rollup " + chainId);
      }
      if (!rollup.status().takesBundles()) {
        throw new Broken(Rule.ROLLUP_NOT_ACTIVE, "rollup " + chainId + " is " + rollup.status());
      }
      if (rollup.definition().level() == Level.BEST_EFFORT) {
        bestEffort++;
      }
    }
    Level level = Objects.requireNonNull(state.level(bundle), "all rollups are known");
    unless(
        level.satisfies(bundle.minimumLevel()) && bestEffort <= 1,
        Rule.LEVEL,
        "the rollups do not offer the level asked for");
    return level;
  }

  private static void checkStatic(State state, Bundle bundle) throws Broken {
    BundleCheck result =
        BundleRules.check(
            bundle,
            state.parameters().limits(),
            chainId -> {
              RollupState rollup = state.rollup(chainId);
              return rollup == null ? null : rollup.definition().level();
            });
    if (result instanceof BundleCheck.Refused refused) {
      check(Rule.STATIC_RULE, refused.violation());
    }
  }
}
