package dev.braid.protocol.round;

import dev.braid.protocol.bundle.BundleLifeCycle;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.RollupStatus;
import dev.braid.protocol.round.PlannerEvent.LogFact;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The model of the log: one entry a batch, the rules of design sections 4 and 6.4 as far as they
 * concern rounds, written apart from {@code protocol.log} so that both can be compared.
 */
final class SimLog {
  /**
   * The one refusal that a right planner may meet: the news that the rollup left, or was paused,
   * was still on their way.
   */
  static final String ROLLUP_LEFT = "rollup left";

  final Map<BundleId, SimBundle> bundles = new TreeMap<>();
  final Map<BundleId, BundleState> states = new TreeMap<>();
  final Map<BundleId, Reason> reasons = new TreeMap<>();
  final Map<Position, SimBundle> positions = new TreeMap<>();
  final Map<ChainId, Rollup> rollups = new TreeMap<>();
  final List<Entry.RoundDecided> decisions = new ArrayList<>();
  long height;

  static final class Rollup {
    final RollupTraits traits;
    RollupStatus status = RollupStatus.ACTIVE;

    /** Decided blocks by number, genesis first. */
    final List<SimEngine.Block> decided = new ArrayList<>();

    long adopted;

    Rollup(RollupTraits traits) {
      this.traits = traits;
      BlockRef genesis = Fixtures.genesis(traits.chainId());
      decided.add(new SimEngine.Block(genesis, genesis.hash(), List.of()));
    }

    SimEngine.Block head() {
      return decided.get(decided.size() - 1);
    }
  }

  /** A rule that an entry breaks. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    final String rule;

    Refusal(String rule) {
      super(rule);
      this.rule = rule;
    }
  }

  Rollup rollup(ChainId chain) {
    return Objects.requireNonNull(rollups.get(chain));
  }

  boolean isPending(BundleId id) {
    return states.get(id) == BundleState.SEQUENCED;
  }

  LogFact sequence(SimBundle bundle) {
    bundles.put(bundle.footprint().id(), bundle);
    positions.put(bundle.footprint().position(), bundle);
    states.put(bundle.footprint().id(), BundleState.SEQUENCED);
    return new PlannerEvent.BundlePending(bundle.footprint());
  }

  /** Takes an entry or leaves everything as it is. */
  List<LogFact> append(Entry entry, Position cursor, long timeMillis) throws Refusal {
    return switch (entry) {
      case Entry.RoundDecided round -> decide(round, cursor);
      case Entry.RollupAdopted adopted -> adopt(adopted);
      case Entry.BundlesDropped dropped -> drop(dropped, timeMillis);
      case Entry.BundleCancelled cancelled -> {
        unless(isPending(cancelled.id()), "cancel of a bundle that is not pending");
        end(cancelled.id(), BundleState.CANCELLED, null);
        yield List.of(new PlannerEvent.BundleEnded(cancelled.id()));
      }
      case Entry.BundleSequenced newer -> replace(newer, cursor);
      default -> throw new Refusal("not an entry of rounds");
    };
  }

  /** The ordinary transaction that the test says comes in place of another. */
  final Map<BundleId, SimBundle> replacing = new TreeMap<>();

  private List<LogFact> replace(Entry.BundleSequenced newer, Position cursor) throws Refusal {
    SimBundle bundle = replacing.get(newer.id());
    unless(bundle != null, "a bundle that nobody sent");
    SimBundle placed = Objects.requireNonNull(bundle).at(cursor);
    BundleFootprint.TransactionFootprint first = first(placed);
    BundleId older = null;
    for (SimBundle other : bundles.values()) {
      BundleFootprint.TransactionFootprint that = first(other);
      if (isPending(other.footprint().id())
          && that.sender().equals(first.sender())
          && that.nonce() == first.nonce()) {
        older = other.footprint().id();
      }
    }
    List<LogFact> facts = new ArrayList<>();
    facts.add(sequence(placed));
    if (older != null) {
      end(older, BundleState.REPLACED, null);
      facts.add(new PlannerEvent.BundleEnded(older));
    }
    return facts;
  }

  private static BundleFootprint.TransactionFootprint first(SimBundle bundle) {
    return bundle.footprint().slices().getFirst().transactions().getFirst();
  }

  /** A rollup leaves or is declared diverged; decided bundles of a diverged one are damaged. */
  List<LogFact> goes(Rollup rollup, boolean diverged) {
    rollup.status = diverged ? RollupStatus.DIVERGED : RollupStatus.LEAVING;
    if (diverged && rollup.adopted < rollup.head().ref().number()) {
      for (SimBundle bundle : rollup.head().bundles()) {
        end(bundle.footprint().id(), BundleState.DAMAGED, null);
      }
    }
    return List.of(new PlannerEvent.RollupGone(rollup.traits.chainId(), diverged));
  }

  /** The operators pause a rollup, or let it go on. */
  List<LogFact> pauses(Rollup rollup, boolean paused) {
    rollup.status = paused ? RollupStatus.PAUSED : RollupStatus.ACTIVE;
    ChainId chain = rollup.traits.chainId();
    return List.of(
        paused ? new PlannerEvent.RollupPaused(chain) : new PlannerEvent.RollupResumed(chain));
  }

  private List<LogFact> decide(Entry.RoundDecided round, Position cursor) throws Refusal {
    unless(!round.rollups().isEmpty() || !round.rejected().isEmpty(), "decides nothing");
    unless(!round.rollups().isEmpty() || round.included().isEmpty(), "includes without blocks");
    List<SimBundle> included = new ArrayList<>();
    for (Entry.IncludedBundle each : round.included()) {
      unless(isPending(each.id()), "A1: includes a bundle that is not pending");
      included.add(Objects.requireNonNull(bundles.get(each.id())));
    }
    for (int i = 1; i < included.size(); i++) {
      BundleFootprint a = included.get(i - 1).footprint();
      BundleFootprint b = included.get(i).footprint();
      unless(
          a.ordinary() == b.ordinary() ? a.position().compareTo(b.position()) < 0 : b.ordinary(),
          "O1: not in order of position");
    }
    List<SimEngine.Block> blocks = new ArrayList<>();
    for (Entry.RollupDecision decision : round.rollups()) {
      blocks.add(check(decision, included));
    }
    for (SimBundle bundle : included) {
      for (BundleFootprint.SliceFootprint slice : bundle.footprint().slices()) {
        unless(
            round.rollups().stream().anyMatch(each -> each.chainId().equals(slice.chainId())),
            "A1: a bundle without all its slices");
      }
    }
    for (Entry.RejectedBundle each : round.rejected()) {
      unless(isPending(each.id()), "rejects a bundle that is not pending");
    }
    for (int i = 0; i < blocks.size(); i++) {
      rollup(round.rollups().get(i).chainId()).decided.add(blocks.get(i));
    }
    included.forEach(bundle -> end(bundle.footprint().id(), BundleState.DECIDED, null));
    round.rejected().forEach(each -> end(each.id(), BundleState.REJECTED, each.reason()));
    decisions.add(round);
    return List.of(new PlannerEvent.RoundStands(cursor, round));
  }

  private SimEngine.Block check(Entry.RollupDecision decision, List<SimBundle> included)
      throws Refusal {
    Rollup rollup = rollup(decision.chainId());
    SimEngine.Block parent = rollup.head();
    unless(rollup.status == RollupStatus.ACTIVE, ROLLUP_LEFT);
    unless(decision.header().parentHash().equals(parent.ref().hash()), "A2: not on the head");
    unless(rollup.adopted == parent.ref().number(), "rollup in doubt");
    List<SimBundle> inBlock = new ArrayList<>();
    for (SimBundle bundle : included) {
      BundleFootprint.SliceFootprint slice = bundle.footprint().slice(decision.chainId());
      if (slice != null) {
        long number = decision.header().number();
        long timestamp = decision.header().timestampSeconds();
        unless(number >= slice.minBlock(), "below minBlock");
        unless(slice.maxBlock() == 0 || number <= slice.maxBlock(), "above maxBlock");
        unless(timestamp >= bundle.footprint().minTimestampSeconds(), "before minTimestamp");
        unless(
            bundle.footprint().maxTimestampSeconds() == 0
                || timestamp <= bundle.footprint().maxTimestampSeconds(),
            "after maxTimestamp");
        inBlock.add(bundle);
      }
    }
    List<Position> expected =
        inBlock.stream().map(bundle -> bundle.footprint().position()).toList();
    unless(decision.references().equals(expected), "A1: the block's list is another one");
    BlockRef ref =
        new BlockRef(
            decision.header().number(), decision.blockHash(), decision.header().timestampSeconds());
    return new SimEngine.Block(ref, parent.ref().hash(), inBlock);
  }

  private List<LogFact> adopt(Entry.RollupAdopted adopted) throws Refusal {
    Rollup rollup = rollup(adopted.chainId());
    BlockRef head = rollup.head().ref();
    unless(rollup.status != RollupStatus.DIVERGED, ROLLUP_LEFT);
    unless(rollup.adopted < head.number(), "not in doubt");
    unless(
        adopted.blockNumber() == head.number() && adopted.blockHash().equals(head.hash()),
        "not the decided head");
    rollup.adopted = head.number();
    for (SimBundle bundle : rollup.head().bundles()) {
      if (states.get(bundle.footprint().id()) == BundleState.DECIDED
          && isAdoptedEverywhere(bundle)) {
        end(bundle.footprint().id(), BundleState.INCLUDED, null);
      }
    }
    return List.of(new PlannerEvent.AdoptionLogged(adopted.chainId(), adopted.blockNumber()));
  }

  /** A rollup in doubt is so about one block only, its decided head. */
  private boolean isAdoptedEverywhere(SimBundle bundle) {
    for (BundleFootprint.SliceFootprint slice : bundle.footprint().slices()) {
      Rollup rollup = rollup(slice.chainId());
      if (rollup.adopted < rollup.head().ref().number()
          && rollup.head().bundles().contains(bundle)) {
        return false;
      }
    }
    return true;
  }

  private List<LogFact> drop(Entry.BundlesDropped dropped, long timeMillis) throws Refusal {
    for (Entry.Drop drop : dropped.drops()) {
      unless(isPending(drop.id()), "drops a bundle that is not pending");
      BundleFootprint footprint = Objects.requireNonNull(bundles.get(drop.id())).footprint();
      ReasonCode code = drop.reason().code();
      if (code == ReasonCode.DEADLINE || code == ReasonCode.NONCE_TOO_HIGH) {
        unless(timeMillis / 1000 > footprint.deadlineSeconds(), "too early");
      } else {
        ChainId chain = Objects.requireNonNull(drop.reason().chainId());
        unless(!rollup(chain).status.takesBundles(), "the rollup did not leave");
      }
    }
    List<LogFact> facts = new ArrayList<>();
    for (Entry.Drop drop : dropped.drops()) {
      ReasonCode code = drop.reason().code();
      boolean expired = code == ReasonCode.DEADLINE || code == ReasonCode.NONCE_TOO_HIGH;
      end(drop.id(), expired ? BundleState.EXPIRED : BundleState.REJECTED, drop.reason());
      facts.add(new PlannerEvent.BundleEnded(drop.id()));
    }
    return facts;
  }

  private void end(BundleId id, BundleState to, @Nullable Reason reason) {
    states.put(id, BundleLifeCycle.advance(Objects.requireNonNull(states.get(id)), to));
    if (reason != null) {
      reasons.put(id, reason);
    }
  }

  boolean isDecided(ChainId chain, BlockHash hash) {
    return rollup(chain).decided.stream().anyMatch(block -> block.ref().hash().equals(hash));
  }

  List<BundleFootprint> pending() {
    return positions.values().stream()
        .map(SimBundle::footprint)
        .filter(footprint -> isPending(footprint.id()))
        .toList();
  }

  private static void unless(boolean holds, String rule) throws Refusal {
    if (!holds) {
      throw new Refusal(rule);
    }
  }
}
