package dev.braid.protocol.log;

import dev.braid.protocol.types.BundleId;

/**
 * The store's index of bundle ids (O2). A batch that is applied again after a crash must not meet
 * itself, hence the bound.
 */
@FunctionalInterface
public interface SequencedIds {
  /** Whether the bundle was sequenced by a batch, not a void one, at a height below this. */
  boolean sequencedBelow(BundleId id, long height);
}
