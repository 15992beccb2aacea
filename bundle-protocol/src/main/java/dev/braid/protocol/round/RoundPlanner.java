package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.PlannerEvent.LogFact;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The {@link Planner}: takes events apart and lets each concern have its turn. */
public final class RoundPlanner implements Planner {
  private final PlannerState state;
  private final Heads heads;
  private final Endings endings;
  private final Deadlines deadlines;
  private final Rounds rounds;
  private final Choosing choosing;
  private long wakeAtMillis = Long.MAX_VALUE;

  public RoundPlanner(PlannerSettings settings) {
    state = new PlannerState(settings);
    heads = new Heads(state);
    endings = new Endings(state);
    deadlines = new Deadlines(state);
    rounds = new Rounds(state, heads, endings, new Locks(state, heads), deadlines);
    choosing = new Choosing(state, rounds);
  }

  @Override
  public List<PlannerEffect> on(PlannerEvent event, long nowMillis) {
    state.nowMillis = Math.max(nowMillis, state.nowMillis);
    state.dropEffects();
    switch (event) {
      case PlannerEvent.Tick tick -> {
        state.chooseAgain = true;
        // The alarm clock has rung, be it a little early: it must be set again, also to the same
        // time, or nobody would ever wake the planner of a quiet node.
        wakeAtMillis = Long.MAX_VALUE;
      }
      case PlannerEvent.LeadershipGained gained -> gained(gained);
      case PlannerEvent.LeadershipLost lost -> lost();
      case PlannerEvent.LogAdvanced advanced -> {
        if (state.leads) {
          state.height = advanced.height();
          advanced.facts().forEach(this::take);
          endings.takeEarlyRequests();
        }
      }
      case PlannerEvent.TraitsChanged(RollupTraits traits) ->
          with(
              traits.chainId(),
              rollup -> {
                rollup.traits = traits;
                state.chooseAgain = true;
              });
      case PlannerEvent.EndingRequested ending -> endings.onEndingRequested(ending);
      case PlannerEvent.PrepareAnswered(long call, ChainId chain, var answer) ->
          with(chain, rollup -> rounds.onPrepareAnswered(rollup, call, answer));
      case PlannerEvent.DiscardAnswered(long call, ChainId chain, var answer) ->
          with(chain, rollup -> heads.onDiscardAnswered(rollup, call, answer));
      case PlannerEvent.AdoptAnswered(long call, ChainId chain, var answer) ->
          with(chain, rollup -> heads.onAdoptAnswered(rollup, call, answer));
      case PlannerEvent.HeadAnswered(long call, ChainId chain, var answer) ->
          with(chain, rollup -> heads.onHeadAnswered(rollup, call, answer));
      case PlannerEvent.AppendAnswered(long proposal, AppendAnswer answer) ->
          answered(proposal, answer);
    }
    if (state.leads) {
      settle();
    }
    return state.takeEffects();
  }

  /** What follows from the event and from the time. Cancels and expiry go before choosing. */
  private void settle() {
    rounds.onTime();
    state.rollups.values().forEach(heads::onTime);
    endings.propose();
    choosing.choose();
    endings.propose();
    long at = Math.min(Math.min(deadlines.wakeAt(), endings.wakeAt()), choosing.wakeAt());
    for (RollupTrack rollup : state.rollups.values()) {
      at = Math.min(at, heads.wakeAt(rollup));
    }
    at = Math.max(at, state.nowMillis + 1);
    if (at != wakeAtMillis || wakeAtMillis <= state.nowMillis) {
      wakeAtMillis = at;
      state.emit(new PlannerEffect.WakeAt(at));
    }
  }

  private void with(ChainId chain, java.util.function.Consumer<RollupTrack> action) {
    RollupTrack rollup = state.rollups.get(chain);
    if (state.leads && rollup != null) {
      action.accept(rollup);
    }
  }

  private void gained(PlannerEvent.LeadershipGained gained) {
    lost();
    state.leads = true;
    state.height = gained.height();
    state.limits = gained.limits();
    for (PlannerEvent.RollupAtLog rollup : gained.rollups()) {
      join(rollup);
    }
    gained.pending().forEach(this::pending);
    state.chooseAgain = true;
    wakeAtMillis = Long.MAX_VALUE;
  }

  private void lost() {
    if (state.leads) {
      endings.leadershipLost();
    }
    state.leads = false;
    state.forgetAll();
    endings.forgetAll();
  }

  private void join(PlannerEvent.RollupAtLog atLog) {
    RollupTrack rollup = new RollupTrack(atLog, state.limits.maxBundlesPerRound(), state.nowMillis);
    state.rollups.put(rollup.chainId(), rollup);
    state.nonces.forget(rollup.chainId());
    rollup.gone = !atLog.status().takesBundles();
    rollup.paused = atLog.status() == RollupStatus.PAUSED;
    rollup.leftBefore = atLog.status() == RollupStatus.LEFT;
    if (atLog.status() == RollupStatus.DIVERGED) {
      heads.gone(rollup, true);
    }
  }

  private void take(LogFact fact) {
    switch (fact) {
      case PlannerEvent.BundlePending(BundleFootprint footprint) -> pending(footprint);
      case PlannerEvent.BundleEnded(BundleId id) -> ended(id);
      case PlannerEvent.RoundStands(var cursor, Entry.RoundDecided decision) -> stands(decision);
      case PlannerEvent.AdoptionLogged(ChainId chain, long number) ->
          with(
              chain,
              rollup -> {
                heads.onAdoptionLogged(rollup, number);
                Round round = rollup.lockedBy;
                if (round != null && !round.hasOpenCalls()) {
                  rounds.advance(round);
                }
              });
      case PlannerEvent.RollupJoined(RollupTraits traits, BlockRef anchor) ->
          join(new PlannerEvent.RollupAtLog(traits, anchor, anchor.number(), RollupStatus.ACTIVE));
      case PlannerEvent.RollupGone(ChainId chain, boolean diverged) ->
          with(
              chain,
              rollup -> {
                rounds.takeOut(rollup);
                heads.gone(rollup, diverged);
                state.bundles.values().forEach(endings::judge);
              });
      case PlannerEvent.RollupPaused(ChainId chain) ->
          with(
              chain,
              rollup -> {
                rollup.paused = true;
                rounds.takeOut(rollup);
              });
      case PlannerEvent.RollupResumed(ChainId chain) ->
          with(
              chain,
              rollup -> {
                rollup.paused = false;
                rollup.dueAtMillis = Math.max(rollup.dueAtMillis, state.nowMillis);
                state.chooseAgain = true;
              });
      case PlannerEvent.LimitsChanged(Limits limits) -> limits(limits);
    }
  }

  private void limits(Limits limits) {
    state.limits = limits;
    for (RollupTrack rollup : state.rollups.values()) {
      // A lower limit holds at once; up to a higher one rounds grow as they succeed.
      rollup.roundLimit = Math.min(rollup.roundLimit, limits.maxBundlesPerRound());
    }
    state.chooseAgain = true;
  }

  private void pending(BundleFootprint footprint) {
    if (!state.bundlesById.containsKey(footprint.id())) {
      BundleTrack bundle = new BundleTrack(footprint);
      state.bundles.put(footprint.position(), bundle);
      state.bundlesById.put(footprint.id(), bundle);
      state.ordinaryPending += footprint.ordinary() ? 1 : 0;
      endings.add(bundle);
      state.chooseAgain = true;
    }
  }

  private @Nullable BundleTrack ended(BundleId id) {
    BundleTrack bundle = state.bundlesById.remove(id);
    if (bundle != null) {
      state.bundles.remove(bundle.position());
      state.ordinaryPending -= bundle.footprint.ordinary() ? 1 : 0;
      rounds.bundleEnded(bundle);
      endings.ended(bundle);
    }
    return bundle;
  }

  /** A certified decision: heads move, its bundles end, and adoption begins (A2). */
  private void stands(Entry.RoundDecided decision) {
    Round own = null;
    for (Round round : state.rounds.values()) {
      if (decision.equals(round.decision)) {
        own = round;
      }
    }
    for (Entry.RollupDecision block : decision.rollups()) {
      RollupTrack rollup = state.rollups.get(block.chainId());
      if (rollup != null) {
        decided(rollup, block, own);
      }
    }
    Set<Account> moved = new TreeSet<>();
    for (Entry.IncludedBundle included : decision.included()) {
      BundleTrack bundle = ended(included.id());
      if (bundle != null) {
        for (SliceFootprint slice : bundle.footprint.slices()) {
          moved.addAll(state.nonces.decided(slice));
        }
      }
    }
    decision.rejected().forEach(rejected -> ended(rejected.id()));
    if (own != null) {
      rounds.stands(own);
    }
    for (BundleTrack bundle : state.bundles.values()) {
      if (bundle.waitsFor != null && moved.contains(bundle.waitsFor.account())) {
        bundle.waitsFor = null;
      }
      endings.judge(bundle);
    }
    state.nonces.keepOnly(state.bundles.values());
    state.chooseAgain = true;
  }

  private void decided(RollupTrack rollup, Entry.RollupDecision block, @Nullable Round own) {
    if (rollup.lockedBy != own) {
      rounds.takeOut(rollup);
    }
    if (!rollup.traits.onDemand()) {
      // On multiples of the block time: rollups of equal or multiple block times fall due together,
      // so that neither waits locked for the other and wide bundles find them all.
      long blockTime = rollup.traits.blockTimeMillis();
      rollup.dueAtMillis = (state.nowMillis / blockTime + 1) * blockTime;
    }
    heads.decided(
        rollup,
        new BlockRef(
            block.header().number(), block.blockHash(), block.header().timestampSeconds()));
  }

  private void answered(long number, AppendAnswer answer) {
    Proposal proposal = state.proposals.get(number);
    if (proposal == null || !state.leads) {
      return;
    }
    if (!(answer instanceof AppendAnswer.Unknown)) {
      state.proposals.remove(number);
    }
    switch (proposal) {
      case Proposal.OfRound(Round round) -> rounds.onDecisionAnswered(round, answer);
      case Proposal.OfAdoption(RollupTrack rollup) -> {
        if (!(answer instanceof AppendAnswer.Applied) && rollup.adoptionProposal == number) {
          heads.adoptionNotLogged(rollup);
        }
      }
      case Proposal.OfEnding(List<BundleTrack> bundles) ->
          endings.onEndingAnswered(bundles, answer);
      case Proposal.OfCancel(BundleTrack bundle, long request) -> {
        endings.onCancelAnswered(bundle, request, answer);
        if (answer instanceof AppendAnswer.Unknown) {
          state.proposals.put(number, new Proposal.OfEnding(List.of(bundle)));
        }
      }
    }
    if (answer instanceof AppendAnswer.NotLeader) {
      lost();
    }
  }

  @Override
  public List<RollupView> rollups() {
    return state.rollups.values().stream()
        .map(
            rollup ->
                new RollupView(
                    rollup.chainId(),
                    rollup.condition,
                    rollup.sinceMillis,
                    rollup.decided,
                    rollup.adoptedNumber,
                    rollup.why))
        .toList();
  }
}
