package dev.braid.protocol.round;

import dev.braid.protocol.round.BundleFootprint.SliceFootprint;

/** Whether the limits of a bundle hold for a rollup's next block. */
final class Fitting {
  private Fitting() {}

  static boolean fits(BundleFootprint bundle, RollupTrack rollup, long timestampSeconds) {
    SliceFootprint slice = bundle.slice(rollup.chainId());
    if (slice == null) {
      return true;
    }
    long number = rollup.decided.number() + 1;
    return number >= slice.minBlock()
        && (slice.maxBlock() == 0 || number <= slice.maxBlock())
        && timestampSeconds >= bundle.minTimestampSeconds()
        && (bundle.maxTimestampSeconds() == 0 || timestampSeconds <= bundle.maxTimestampSeconds());
  }
}
