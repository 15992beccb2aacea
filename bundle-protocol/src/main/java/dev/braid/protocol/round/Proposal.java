package dev.braid.protocol.round;

import java.util.List;

/** An entry that was proposed and of which the log has not yet told what came. */
sealed interface Proposal {
  record OfRound(Round round) implements Proposal {}

  record OfAdoption(RollupTrack rollup) implements Proposal {}

  /** Ends bundles outside a round: a drop, or rejections alone. */
  record OfEnding(List<BundleTrack> bundles) implements Proposal {}

  record OfCancel(BundleTrack bundle, long request) implements Proposal {}
}
