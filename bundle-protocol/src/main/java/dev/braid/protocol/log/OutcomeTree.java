package dev.braid.protocol.log;

import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a decision, included bundles first, in the order of its lists, and the tree over
 * them whose root is the head of the entry (design section 5).
 */
public record OutcomeTree(List<Outcome> outcomes) {
  public OutcomeTree {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * @throws MalformedValueException when an included bundle names a rollup that has no block here
   */
  public static OutcomeTree of(Entry.RoundDecided decision) {
    Map<ChainId, Entry.RollupDecision> blocks = new LinkedHashMap<>();
    decision.rollups().forEach(rollup -> blocks.put(rollup.chainId(), rollup));
    int count = decision.included().size() + decision.rejected().size();
    List<Outcome> outcomes = new ArrayList<>(count);
    for (Entry.IncludedBundle bundle : decision.included()) {
      List<Outcome.Block> slices = new ArrayList<>(bundle.slices().size());
      for (Entry.SliceResult slice : bundle.slices()) {
        Entry.RollupDecision block = blocks.get(slice.chainId());
        if (block == null) {
          throw new MalformedValueException(
              "included on rollup " + slice.chainId() + " which has no block in the decision");
        }
        slices.add(new Outcome.Block(slice.chainId(), block.header().number(), block.blockHash()));
      }
      outcomes.add(new Outcome(outcomes.size(), count, bundle.id(), Outcome.Kind.INCLUDED, slices));
    }
    for (Entry.RejectedBundle bundle : decision.rejected()) {
      outcomes.add(
          new Outcome(outcomes.size(), count, bundle.id(), Outcome.Kind.REJECTED, List.of()));
    }
    return new OutcomeTree(outcomes);
  }

  public Bytes32 root() {
    return Merkle.root(leaves());
  }

  /** The outcome of a bundle, or null when the decision does not name it. */
  public @Nullable Outcome find(BundleId id) {
    for (Outcome outcome : outcomes) {
      if (outcome.id().equals(id)) {
        return outcome;
      }
    }
    return null;
  }

  public List<Bytes32> proof(Outcome outcome) {
    return Merkle.proof(leaves(), outcome.index());
  }

  private List<Bytes32> leaves() {
    return outcomes.stream().map(Outcome::leaf).toList();
  }
}
