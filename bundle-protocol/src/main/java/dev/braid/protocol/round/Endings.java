package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.PlannerEffect.CancelAnswer;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Ends bundles outside rounds: expiry, cancel, replacement, a rollup that left, what can never be
 * included. A bundle that a round holds waits for that round's decision, and so do its cancels and
 * replacements (design section 4, L1).
 */
final class Endings {
  /** Most bundles of one entry: keeps it far below the size of a batch. */
  static final int MAX_BUNDLES_PER_ENTRY = 256;

  private final PlannerState state;

  /** Bundles by deadline, then position. */
  private final TreeMap<Long, TreeSet<BundleTrack>> byDeadline = new TreeMap<>();

  private final TreeSet<BundleTrack> doomed = new TreeSet<>();

  /** Bundles with cancels or replacements that wait. */
  private final TreeSet<BundleTrack> cancelled = new TreeSet<>();

  /** Requests that overtook the news of their bundle. */
  private final List<PlannerEvent.EndingRequested> early = new ArrayList<>();

  Endings(PlannerState state) {
    this.state = state;
  }

  void forgetAll() {
    byDeadline.clear();
    doomed.clear();
    cancelled.clear();
    early.clear();
  }

  void add(BundleTrack bundle) {
    byDeadline
        .computeIfAbsent(bundle.footprint.deadlineSeconds(), deadline -> new TreeSet<>())
        .add(bundle);
    judge(bundle);
  }

  /** The log says that the bundle is no longer pending. Its waiting cancels are too late. */
  void ended(BundleTrack bundle) {
    long deadline = bundle.footprint.deadlineSeconds();
    TreeSet<BundleTrack> sameDeadline = byDeadline.get(deadline);
    if (sameDeadline != null && sameDeadline.remove(bundle) && sameDeadline.isEmpty()) {
      byDeadline.remove(deadline);
    }
    doomed.remove(bundle);
    cancelled.remove(bundle);
    while (!bundle.cancels.isEmpty()) {
      answer(bundle.cancels.remove(), new CancelAnswer.TooLate());
    }
  }

  /** Finds what makes it impossible for good that the bundle is ever included. */
  void judge(BundleTrack bundle) {
    if (bundle.doom == null) {
      doom(bundle, impossible(bundle.footprint));
    }
  }

  private BundleTrack.@Nullable Doom impossible(BundleFootprint bundle) {
    for (SliceFootprint slice : bundle.slices()) {
      RollupTrack rollup = state.rollups.get(slice.chainId());
      if (rollup == null || rollup.gone) {
        boolean diverged = rollup != null && rollup.diverged;
        return dropped(
            diverged ? ReasonCode.ROLLUP_DIVERGED : ReasonCode.ROLLUP_LEFT, slice.chainId());
      }
      if (slice.maxBlock() != 0 && slice.maxBlock() <= rollup.decided.number()) {
        return rejected(
            ReasonCode.BLOCK_RANGE,
            slice.chainId(),
            "next block " + (rollup.decided.number() + 1) + ", maxBlock " + slice.maxBlock());
      }
      if (slice.gas() > rollup.traits.blockGasLimit()) {
        return rejected(
            ReasonCode.GAS_LIMIT,
            slice.chainId(),
            "gas " + slice.gas() + ", block gas limit " + rollup.traits.blockGasLimit());
      }
    }
    BundleTrack.NonceGap taken = state.nonces.taken(bundle);
    return taken == null ? null : new BundleTrack.Doom(taken.reason(), true);
  }

  private static BundleTrack.Doom rejected(ReasonCode code, ChainId chain, String message) {
    return new BundleTrack.Doom(new Reason(code, chain, null, -1, message, null, null), true);
  }

  private static BundleTrack.Doom dropped(ReasonCode code, ChainId chain) {
    return new BundleTrack.Doom(new Reason(code, chain, null, -1, "", null, null), false);
  }

  private void doom(BundleTrack bundle, BundleTrack.@Nullable Doom doom) {
    if (doom != null) {
      bundle.doom = doom;
      doomed.add(bundle);
    }
  }

  /** A verdict of a round that has no blocks to decide with it. */
  void reject(BundleTrack bundle, Reason reason) {
    doom(bundle, new BundleTrack.Doom(reason, true));
  }

  void onEndingRequested(PlannerEvent.EndingRequested cancel) {
    BundleTrack bundle = state.bundlesById.get(cancel.ends());
    if (!state.leads) {
      answer(cancel, new CancelAnswer.NotLeader());
    } else if (bundle == null && cancel.position().height() > state.height) {
      early.add(cancel);
    } else if (bundle == null) {
      answer(cancel, new CancelAnswer.TooLate());
    } else {
      bundle.cancels.add(cancel);
      cancelled.add(bundle);
    }
  }

  /** More of the log is known: what overtook it has its turn. */
  void takeEarlyRequests() {
    List<PlannerEvent.EndingRequested> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(this::onEndingRequested);
  }

  void leadershipLost() {
    early.forEach(cancel -> answer(cancel, new CancelAnswer.NotLeader()));
    for (BundleTrack bundle : state.bundles.values()) {
      while (!bundle.cancels.isEmpty()) {
        answer(bundle.cancels.remove(), new CancelAnswer.NotLeader());
      }
    }
    for (Proposal proposal : state.proposals.values()) {
      if (proposal instanceof Proposal.OfCancel(BundleTrack bundle, long request)) {
        answer(request, bundle.id(), new CancelAnswer.Unknown());
      }
    }
  }

  /** Proposes what is due: cancels first, then what must end, in order of position. */
  void propose() {
    long now = state.nowMillis;
    for (var entry : byDeadline.headMap(state.nowSeconds(), false).entrySet()) {
      for (BundleTrack bundle : entry.getValue()) {
        // A refused verdict does not keep a bundle alive past its deadline (L1).
        if (bundle.doom == null || (bundle.doom.byDecision() && bundle.endAlone)) {
          doom(bundle, new BundleTrack.Doom(expiry(bundle), false));
        }
      }
    }
    for (BundleTrack bundle : List.copyOf(cancelled)) {
      proposeCancel(bundle);
    }
    List<BundleTrack> drops = new ArrayList<>();
    List<BundleTrack> rejections = new ArrayList<>();
    for (BundleTrack bundle : doomed) {
      BundleTrack.Doom doom = bundle.doom;
      if (doom == null || !bundle.isIdle() || now < bundle.endAgainMillis) {
        continue;
      }
      List<BundleTrack> batch = doom.byDecision() ? rejections : drops;
      if (bundle.endAlone) {
        proposeEnding(List.of(bundle), doom.byDecision());
      } else if (batch.size() < MAX_BUNDLES_PER_ENTRY) {
        batch.add(bundle);
      }
    }
    proposeEnding(drops, false);
    proposeEnding(rejections, true);
  }

  /** When {@link #propose} has something to do for time alone; MAX = never. */
  long wakeAt() {
    long at = Long.MAX_VALUE;
    var later = byDeadline.ceilingKey(state.nowSeconds());
    if (later != null) {
      at = (later + 1) * 1000;
    }
    for (BundleTrack bundle : doomed) {
      if (bundle.isIdle()) {
        at = Math.min(at, Math.max(bundle.endAgainMillis, state.nowMillis + 1));
      }
    }
    return at;
  }

  private Reason expiry(BundleTrack bundle) {
    BundleTrack.NonceGap gap = bundle.waitsFor;
    if (gap == null) {
      gap = state.nonces.ahead(bundle.footprint);
    }
    return gap != null
        ? gap.reason().cut()
        : Reason.of(ReasonCode.DEADLINE, "deadline " + bundle.footprint.deadlineSeconds());
  }

  private void proposeCancel(BundleTrack bundle) {
    if (!bundle.isIdle()) {
      return;
    }
    PlannerEvent.EndingRequested cancel = bundle.cancels.remove();
    bundle.endingProposal =
        state.propose(cancel.entry(), new Proposal.OfCancel(bundle, cancel.request()));
    if (bundle.cancels.isEmpty()) {
      cancelled.remove(bundle);
    }
  }

  private void proposeEnding(List<BundleTrack> bundles, boolean byDecision) {
    if (bundles.isEmpty()) {
      return;
    }
    List<Entry.Drop> drops = new ArrayList<>();
    List<Entry.RejectedBundle> rejections = new ArrayList<>();
    List<BundleTrack> inOrder = new ArrayList<>(bundles);
    inOrder.sort(java.util.Comparator.comparing(BundleTrack::position));
    for (BundleTrack bundle : inOrder) {
      BundleTrack.Doom doom = java.util.Objects.requireNonNull(bundle.doom);
      Reason reason = doom.reason().cut();
      drops.add(new Entry.Drop(bundle.id(), reason));
      rejections.add(new Entry.RejectedBundle(bundle.id(), reason));
    }
    Entry entry =
        byDecision
            ? new Entry.RoundDecided(List.of(), List.of(), rejections)
            : new Entry.BundlesDropped(drops);
    long proposal = state.propose(entry, new Proposal.OfEnding(inOrder));
    for (BundleTrack bundle : inOrder) {
      bundle.endingProposal = proposal;
    }
  }

  /** What came of a drop or of rejections alone. */
  void onEndingAnswered(List<BundleTrack> bundles, AppendAnswer answer) {
    switch (answer) {
      case AppendAnswer.Applied applied -> {
        // The log's own news ends them.
      }
      case AppendAnswer.Unknown unknown -> {
        // They stay in flight until the log or a new term tells.
      }
      case AppendAnswer.Refused refused -> again(bundles, true);
      case AppendAnswer.NotTaken notTaken -> again(bundles, false);
      case AppendAnswer.NotLeader notLeader -> again(bundles, false);
    }
  }

  private void again(List<BundleTrack> bundles, boolean alone) {
    for (BundleTrack bundle : bundles) {
      bundle.endingProposal = 0;
      bundle.endAlone |= alone;
      bundle.endAgainMillis = state.nowMillis + state.settings.firstBackoffMillis();
    }
  }

  void onCancelAnswered(BundleTrack bundle, long request, AppendAnswer answer) {
    switch (answer) {
      case AppendAnswer.Applied(var cursor) ->
          answer(request, bundle.id(), new CancelAnswer.Cancelled(cursor));
      case AppendAnswer.Unknown unknown -> answer(request, bundle.id(), new CancelAnswer.Unknown());
      case AppendAnswer.Refused(String violation) -> {
        bundle.endingProposal = 0;
        boolean pending = state.bundlesById.get(bundle.id()) == bundle;
        answer(
            request,
            bundle.id(),
            pending ? new CancelAnswer.Refused(violation) : new CancelAnswer.TooLate());
      }
      case AppendAnswer.NotTaken(String why) -> {
        bundle.endingProposal = 0;
        answer(request, bundle.id(), new CancelAnswer.NotTaken(why));
      }
      case AppendAnswer.NotLeader notLeader -> {
        bundle.endingProposal = 0;
        answer(request, bundle.id(), new CancelAnswer.NotLeader());
      }
    }
  }

  private void answer(PlannerEvent.EndingRequested cancel, CancelAnswer answer) {
    answer(cancel.request(), cancel.ends(), answer);
  }

  private void answer(long request, BundleId id, CancelAnswer answer) {
    state.emit(new PlannerEffect.AnswerCancel(request, id, answer));
  }
}
