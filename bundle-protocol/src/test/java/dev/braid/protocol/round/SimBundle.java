package dev.braid.protocol.round;

import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.Map;
import java.util.TreeMap;

/** A bundle of the model: its footprint, and how each of its slices behaves on its rollup. */
record SimBundle(int index, BundleFootprint footprint, Map<ChainId, Behaviour> behaviours) {
  SimBundle {
    behaviours = new TreeMap<>(behaviours);
  }

  sealed interface Behaviour {}

  record Succeeds() implements Behaviour {}

  record Reverts() implements Behaviour {}

  /** No block can hold it. */
  record Refused() implements Behaviour {}

  /** No block can hold it while the base fee is what it is. */
  record Underpriced() implements Behaviour {}

  /** Reverts unless the other bundle's slice stands before it on this rollup. */
  record Needs(int other) implements Behaviour {}

  /** Reverts if the other bundle's slice stands before it on this rollup. */
  record BreaksAfter(int other) implements Behaviour {}

  SimBundle at(Position position) {
    return new SimBundle(
        index,
        new BundleFootprint(
            footprint.id(),
            position,
            footprint.slices(),
            footprint.minTimestampSeconds(),
            footprint.maxTimestampSeconds(),
            footprint.deadlineSeconds(),
            footprint.minimumLevel(),
            footprint.ordinary()),
        behaviours);
  }

  SimBundle ordinary() {
    return new SimBundle(
        index,
        new BundleFootprint(
            footprint.id(),
            footprint.position(),
            footprint.slices(),
            footprint.minTimestampSeconds(),
            footprint.maxTimestampSeconds(),
            footprint.deadlineSeconds(),
            footprint.minimumLevel(),
            true),
        behaviours);
  }

  Behaviour on(ChainId chain) {
    return behaviours.getOrDefault(chain, new Succeeds());
  }

  @Override
  public String toString() {
    return "b" + index;
  }
}
