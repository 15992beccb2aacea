package dev.braid.protocol.bundle;

import java.util.EnumSet;
import java.util.Set;

/**
 * The allowed changes of a bundle's state: a table, and one method that every change goes through.
 */
public final class BundleLifeCycle {
  private BundleLifeCycle() {}

  /** The states that may follow; empty exactly for the final ones. */
  public static Set<BundleState> successors(BundleState state) {
    return switch (state) {
      case SEQUENCED ->
          EnumSet.of(
              BundleState.DECIDED,
              BundleState.REJECTED,
              BundleState.EXPIRED,
              BundleState.CANCELLED,
              BundleState.REPLACED);
      // Only the operator's word that an engine diverged takes a decided bundle anywhere but in
      // (A1).
      case DECIDED -> EnumSet.of(BundleState.INCLUDED, BundleState.DAMAGED);
      case INCLUDED, REJECTED, EXPIRED, CANCELLED, REPLACED, DAMAGED ->
          EnumSet.noneOf(BundleState.class);
    };
  }

  public static boolean allows(BundleState from, BundleState to) {
    return successors(from).contains(to);
  }

  /**
   * @return {@code to}
   * @throws IllegalStateException when the table does not allow it: a bug in the caller
   */
  public static BundleState advance(BundleState from, BundleState to) {
    if (!allows(from, to)) {
      throw new IllegalStateException("a bundle cannot go " + from.word() + " -> " + to.word());
    }
    return to;
  }
}
