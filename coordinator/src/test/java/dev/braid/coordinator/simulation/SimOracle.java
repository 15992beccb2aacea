package dev.braid.coordinator.simulation;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.log.ApplyResult;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Log;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.log.State;
import dev.braid.protocol.log.Violation;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the truth: the one sequence that the log has taken, folded once by the rules, apart from
 * all members. What members hold, sign, tell and do is compared with it.
 */
final class SimOracle {
  /** A batch in its place, with what it came to. */
  record Height(AppendClaim claim, State state, @Nullable Violation violation, int index) {
    boolean isVoid() {
      return violation != null;
    }
  }

  private final Log rules;
  private final List<Height> heights = new ArrayList<>();
  private final Map<BundleId, BundleRecord> bundles = new LinkedHashMap<>();
  private final Map<BundleId, Long> sequencedAt = new LinkedHashMap<>();
  private final Map<ChainId, TreeMap<Long, BlockHash>> decided = new TreeMap<>();
  private final Map<BlockHash, Long> decidedAt = new TreeMap<>();
  private State state = State.empty();

  SimOracle(Log rules) {
    this.rules = rules;
  }

  State state() {
    return state;
  }

  long height() {
    return heights.size() - 1L;
  }

  @Nullable Height at(long height) {
    return height < 0 || height >= heights.size() ? null : heights.get((int) height);
  }

  BatchHash hash(long height) {
    return heights.get((int) height).claim().hash();
  }

  Map<BundleId, BundleRecord> bundles() {
    return bundles;
  }

  /** The decided blocks of a rollup by number. */
  Map<Long, BlockHash> decided(ChainId chainId) {
    return decided.getOrDefault(chainId, new TreeMap<>());
  }

  /** Height of the decision that names this block; null when none does. */
  @Nullable Long decidedAt(BlockHash block) {
    return decidedAt.get(block);
  }

  int voids() {
    return (int) heights.stream().filter(Height::isVoid).count();
  }

  /** The log has taken this very batch, and it breaks a rule. */
  boolean isVoid(AppendClaim claim) {
    Height there = at(claim.height());
    return there != null && there.isVoid() && there.claim().equals(claim);
  }

  long unended() {
    return bundles.values().stream().filter(bundle -> !isFinal(bundle.state())).count();
  }

  static boolean isFinal(BundleState state) {
    return switch (state) {
      case SEQUENCED, DECIDED -> false;
      case REJECTED, EXPIRED, CANCELLED, REPLACED, INCLUDED, DAMAGED -> true;
    };
  }

  /** The group has put an operation into its place. */
  void committed(SimRaft.Committed committed, int index) {
    if (!(committed.op() instanceof SimRaft.Op.Append append)
        || committed.outcome() != AppendRule.Outcome.APPLIED) {
      return;
    }
    TakenBatch batch = append.batch();
    AppendClaim claim = batch.claim();
    SimChecks.that(
        claim.height() == heights.size() && claim.previousHash().equals(state.headHash()),
        "O1: the log takes a batch " + claim.height() + " that does not follow its head");
    ApplyResult result;
    try {
      var decoded = LogCodec.decodeBatch(batch.bytes());
      result =
          rules.apply(
              state,
              new SealedBatch(
                  claim.height(), claim.previousHash(), claim.term(), claim.hash(), decoded),
              (id, height) -> {
                Long at = sequencedAt.get(id);
                return at != null && at < height;
              });
    } catch (CodecException e) {
      result =
          rules.applyUndecodable(
              state, claim.height(), claim.previousHash(), claim.hash(), "undecodable");
    }
    switch (result) {
      case ApplyResult.Applied applied -> {
        state = applied.state();
        heights.add(new Height(claim, state, null, index));
        applied.events().forEach(this::event);
      }
      case ApplyResult.Void broken -> {
        state = broken.state();
        heights.add(new Height(claim, state, broken.violation(), index));
      }
      case ApplyResult.Stop stop -> throw new AssertionError("the log stops: " + stop.why());
    }
  }

  private void event(LogEvent event) {
    BundleId subject = BundleRecord.subject(event);
    if (event instanceof LogEvent.Sequenced sequenced) {
      bundles.put(sequenced.entry().id(), BundleRecord.begin(sequenced, state.timeMillis()));
      SimChecks.that(
          sequencedAt.put(sequenced.entry().id(), sequenced.cursor().height()) == null,
          "O2: a bundle has two positions");
    } else if (subject != null) {
      bundles.computeIfPresent(subject, (id, last) -> last.after(event, state.timeMillis()));
    } else if (event instanceof LogEvent.RoundDecided round) {
      for (Entry.RollupDecision rollup : round.entry().rollups()) {
        decided
            .computeIfAbsent(rollup.chainId(), chain -> new TreeMap<>())
            .put(rollup.header().number(), rollup.blockHash());
        decidedAt.put(rollup.blockHash(), round.cursor().height());
      }
    }
  }
}
