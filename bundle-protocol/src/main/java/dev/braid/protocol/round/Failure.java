package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import java.util.List;
import java.util.Set;

/**
 * A bundle failed in a candidate.
 *
 * @param before the bundles before it in that candidate
 */
record Failure(BundleTrack bundle, Reason reason, List<BundleTrack> before) {
  Failure {
    before = List.copyOf(before);
  }

  /**
   * The verdict rule (design 6.3): a failure is a verdict only if every bundle before it in that
   * candidate stands in the decision, for any other one may have been caused by a bundle that is
   * not there. A nonce that is ahead is no verdict.
   */
  boolean isVerdict(Set<BundleTrack> included) {
    return reason.code() != ReasonCode.NONCE_TOO_HIGH
        && !included.contains(bundle)
        && included.containsAll(before);
  }

  /**
   * Whether nothing before it that it may hang on failed or was cut in the same pass, so that it
   * may become a verdict. A nonce hangs on nothing but its sender's other transactions.
   */
  boolean isFirm(Set<BundleTrack> troubled) {
    BundleTrack.NonceGap gap =
        reason.code() == ReasonCode.NONCE_TOO_HIGH ? Passes.nonceGap(this) : null;
    for (BundleTrack other : before) {
      if (troubled.contains(other) && (gap == null || other.footprint.sends(gap.account()))) {
        return false;
      }
    }
    return true;
  }
}
