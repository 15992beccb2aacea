package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What members check of a round's decision before they sign it (design 6.4, A1, A2, D4): the blocks
 * extend the last decided ones, every included bundle has all its slices in them and nowhere else,
 * in the total order, within its limits. What engines report (status, gas, payment) is taken as
 * told.
 */
final class DecisionRules {
  /** Verdicts; a nonce that is ahead is none, and what else ends a bundle has its own entry. */
  private static final Set<ReasonCode> VERDICTS =
      EnumSet.of(
          ReasonCode.REVERTED,
          ReasonCode.NONCE_TOO_LOW,
          ReasonCode.INSUFFICIENT_FUNDS,
          ReasonCode.FEE_TOO_LOW,
          ReasonCode.GAS_LIMIT,
          ReasonCode.CONFLICTS_WITH_EARLIER,
          ReasonCode.BLOCK_RANGE,
          ReasonCode.ATTEMPTS,
          ReasonCode.INVALID);

  private DecisionRules() {}

  static Effect apply(EntryContext context, State state, Entry.RoundDecided entry) throws Broken {
    unless(
        !entry.rollups().isEmpty() || !entry.rejected().isEmpty(),
        Rule.EMPTY_ENTRY,
        "decides nothing");
    unless(
        entry.included().size() <= state.parameters().limits().maxBundlesPerRound(),
        Rule.ROUND_TOO_LARGE,
        "more bundles than a round may hold");

    TreeMap<ChainId, DecidedBlockCheck> blocks = new TreeMap<>();
    ChainId previous = null;
    for (Entry.RollupDecision rollup : entry.rollups()) {
      unless(
          previous == null || previous.compareTo(rollup.chainId()) < 0,
          Rule.ORDER,
          "rollups are not ascending by chain id");
      previous = rollup.chainId();
      blocks.put(rollup.chainId(), DecidedBlockCheck.begin(context, state, rollup));
    }
    List<PendingBundle> included = checkIncluded(state, entry, blocks);
    for (DecidedBlockCheck block : blocks.values()) {
      block.finish();
    }
    List<PendingBundle> rejected = checkRejected(state, entry, blocks);
    return effect(context, state, entry, blocks, included, rejected);
  }

  private static List<PendingBundle> checkIncluded(
      State state, Entry.RoundDecided entry, TreeMap<ChainId, DecidedBlockCheck> blocks)
      throws Broken {
    List<PendingBundle> included = new ArrayList<>(entry.included().size());
    PendingBundle previous = null;
    for (Entry.IncludedBundle named : entry.included()) {
      PendingBundle pending = PendingRules.pending(state, named.id());
      unless(
          previous == null || isBefore(previous, pending),
          Rule.ORDER,
          "included bundles are not in order of position with ordinary ones last");
      previous = pending;
      included.add(pending);
    }
    for (int i = 0; i < included.size(); i++) {
      PendingBundle pending = included.get(i);
      Entry.IncludedBundle named = entry.included().get(i);
      List<ChainId> chains = pending.bundle().chains().stream().sorted().toList();
      unless(
          chains.equals(named.slices().stream().map(Entry.SliceResult::chainId).toList()),
          Rule.REFERENCES,
          "an included bundle lacks a slice or has one too many");
      for (Entry.SliceResult result : named.slices()) {
        DecidedBlockCheck block = blocks.get(result.chainId());
        Slice slice = pending.bundle().slice(result.chainId());
        if (block == null || slice == null) {
          throw new Broken(
              Rule.REFERENCES, "a slice is included on a rollup that has no block here");
        }
        block.take(pending, slice, result);
      }
    }
    return included;
  }

  private static List<PendingBundle> checkRejected(
      State state, Entry.RoundDecided entry, TreeMap<ChainId, DecidedBlockCheck> blocks)
      throws Broken {
    Set<BundleId> included = new LinkedHashSet<>();
    entry.included().forEach(bundle -> included.add(bundle.id()));
    List<PendingBundle> rejected = new ArrayList<>(entry.rejected().size());
    Position previous = null;
    for (Entry.RejectedBundle named : entry.rejected()) {
      PendingBundle pending = PendingRules.pending(state, named.id());
      unless(
          previous == null || previous.compareTo(pending.position()) < 0,
          Rule.ORDER,
          "rejected bundles are not in order of position");
      previous = pending.position();
      unless(!included.contains(named.id()), Rule.ORDER, "a bundle is both included and rejected");
      ReasonRules.check(named.reason(), pending.bundle());
      unless(
          VERDICTS.contains(named.reason().code()),
          Rule.BAD_REASON,
          "the reason is no verdict of a round");
      unless(
          named.reason().code() != ReasonCode.BLOCK_RANGE
              || isPastBlockRange(state, pending.bundle(), blocks),
          Rule.BAD_REASON,
          "no slice is past its last block");
      rejected.add(pending);
    }
    return rejected;
  }

  private static boolean isPastBlockRange(
      State state, Bundle bundle, TreeMap<ChainId, DecidedBlockCheck> blocks) {
    for (Slice slice : bundle.slices()) {
      RollupState rollup = state.rollup(slice.chainId());
      if (rollup != null && slice.maxBlock() != 0) {
        long next = rollup.decidedHead().number() + (blocks.containsKey(slice.chainId()) ? 2 : 1);
        if (slice.maxBlock() < next) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isBefore(PendingBundle a, PendingBundle b) {
    return a.ordinary() == b.ordinary() ? a.position().compareTo(b.position()) < 0 : b.ordinary();
  }

  private static Effect effect(
      EntryContext context,
      State state,
      Entry.RoundDecided entry,
      TreeMap<ChainId, DecidedBlockCheck> blocks,
      List<PendingBundle> included,
      List<PendingBundle> rejected) {
    Position cursor = context.cursor();
    StateEdit edit = new StateEdit(state);
    List<LogEvent> events = new ArrayList<>(1 + included.size() + rejected.size());
    events.add(new LogEvent.RoundDecided(cursor, entry));
    for (int i = 0; i < included.size(); i++) {
      PendingBundle bundle = included.get(i);
      List<LogEvent.DecidedSlice> slices = new ArrayList<>();
      List<ChainId> chains = new ArrayList<>();
      for (Entry.SliceResult result : entry.included().get(i).slices()) {
        BlockRef block =
            Objects.requireNonNull(blocks.get(result.chainId()), "checked above").block();
        slices.add(new LogEvent.DecidedSlice(block.number(), block.hash(), result));
        chains.add(result.chainId());
      }
      edit.removePending(bundle);
      edit.inDoubt =
          edit.inDoubt.plus(
              bundle.id(),
              new InDoubtBundle(bundle.id(), bundle.position(), cursor, chains, chains));
      events.add(new LogEvent.Decided(cursor, bundle.id(), slices));
    }
    blocks.forEach(
        (chainId, block) ->
            edit.rollups =
                edit.rollups.plus(
                    chainId, block.rollup().decided(block.block(), cursor, block.bundles())));
    for (int i = 0; i < rejected.size(); i++) {
      PendingBundle bundle = rejected.get(i);
      edit.end(bundle);
      events.add(
          new LogEvent.Finished(
              cursor,
              bundle.id(),
              BundleState.REJECTED,
              entry.rejected().get(i).reason(),
              null,
              true));
    }
    return new Effect(edit.build(), events);
  }
}
