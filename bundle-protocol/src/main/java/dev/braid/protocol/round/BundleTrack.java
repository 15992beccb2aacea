package dev.braid.protocol.round;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the planner keeps of one pending bundle. Ordered as in a block: ordinary ones last. */
final class BundleTrack implements Comparable<BundleTrack> {
  private static final Comparator<BundleTrack> BLOCK_ORDER =
      Comparator.comparing((BundleTrack track) -> track.footprint.ordinary())
          .thenComparing(track -> track.footprint.position());

  final BundleFootprint footprint;

  /** The round that holds it: from choose to decide nothing else ends it (design section 4). */
  @Nullable Round heldBy;

  /** A proposal in flight that ends it outside a round; 0 = none. */
  long endingProposal;

  /** Why it must end without a round; null while it need not. */
  @Nullable Doom doom;

  /** After a refused ending: not again before this, and then by itself. */
  long endAgainMillis;

  boolean endAlone;

  /** The sender whose nonce is behind; woken when a decided block has a transaction of it. */
  @Nullable NonceGap waitsFor;

  /** It has made rollups wait for it once, in vain: it does so no more. */
  boolean reservedInVain;

  /** Backing off until then. */
  long notBeforeMillis;

  /**
   * Cancels and replacements that wait for the decision of the round, or for another ending in
   * flight.
   */
  final Deque<PlannerEvent.EndingRequested> cancels = new ArrayDeque<>();

  BundleTrack(BundleFootprint footprint) {
    this.footprint = footprint;
  }

  /** Whether a round may take it, or an entry end it. */
  boolean isIdle() {
    return heldBy == null && endingProposal == 0;
  }

  BundleId id() {
    return footprint.id();
  }

  Position position() {
    return footprint.position();
  }

  boolean names(ChainId chain) {
    return footprint.names(chain);
  }

  @Override
  public int compareTo(BundleTrack other) {
    return BLOCK_ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return footprint.position().cursor();
  }

  /**
   * @param byDecision true: a round's decision rejects it; false: it is dropped
   */
  record Doom(Reason reason, boolean byDecision) {}

  /** {@code reason} says which transaction is ahead. */
  record NonceGap(Account account, Reason reason) {}
}
