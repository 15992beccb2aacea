package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.TransactionHash;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a transaction stands in the log (design 6.6). Pending bundles are looked at first; a
 * candidate may also hold bundles that ended since it was built: those were sequenced at most one
 * lifetime before the decided parent's time or later. Asked on a thread of a rollup client.
 */
final class InLog implements Predicate<TransactionHash> {
  private final RoundsLog log;
  private final LongSupplier parentSeconds;

  // Both are made when they are asked for: this may be large.
  private @Nullable Set<TransactionHash> pending;
  private @Nullable Set<TransactionHash> earlier;

  /**
   * @param parentSeconds timestamp of the decided block on which the candidate stands; may block on
   *     the store
   */
  InLog(RoundsLog log, LongSupplier parentSeconds) {
    this.log = log;
    this.parentSeconds = parentSeconds;
  }

  @Override
  public boolean test(TransactionHash hash) {
    State state = log.state();
    if (pending == null) {
      pending = pendingHashes(state);
    }
    if (pending.contains(hash)) {
      return true;
    }
    if (earlier == null) {
      Limits limits = state.parameters().limits();
      earlier =
          log.transactionsSince(parentSeconds.getAsLong() * 1000 - limits.maxLifetimeMillis());
    }
    return earlier.contains(hash);
  }

  private static Set<TransactionHash> pendingHashes(State state) {
    Set<TransactionHash> hashes = new HashSet<>();
    for (PendingBundle pending : state.pending().values()) {
      pending.bundle().slices().forEach(slice -> hashes.addAll(slice.transactionHashes()));
    }
    return hashes;
  }
}
