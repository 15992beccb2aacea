package dev.braid.protocol.log;

import dev.braid.protocol.log.OrdinaryTransaction.Slot;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.TransactionHash;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The ordinary transactions that are pending or in doubt, by what their senders know of them.
 * Immutable and persistent, as the state that it belongs to.
 *
 * @param byId all of them
 * @param bySlot the same by chain, sender and nonce
 * @param byHash the same by transaction hash
 */
public record OrdinaryIndex(
    PSortedMap<BundleId, OrdinaryTransaction> byId,
    PSortedMap<Slot, BundleId> bySlot,
    PSortedMap<TransactionHash, BundleId> byHash) {
  static final OrdinaryIndex EMPTY =
      new OrdinaryIndex(TreePMap.empty(), TreePMap.empty(), TreePMap.empty());

  /** The bundle that takes this place; null when it is free. */
  public @Nullable BundleId at(Slot slot) {
    return bySlot.get(slot);
  }

  /** The bundle that carries this transaction; null when none does. */
  public @Nullable BundleId of(TransactionHash hash) {
    return byHash.get(hash);
  }

  OrdinaryIndex plus(BundleId id, OrdinaryTransaction transaction) {
    return new OrdinaryIndex(
        byId.plus(id, transaction),
        bySlot.plus(transaction.slot(), id),
        byHash.plus(transaction.hash(), id));
  }

  /** Without that bundle; the same when it is no ordinary transaction. */
  OrdinaryIndex minus(BundleId id) {
    OrdinaryTransaction transaction = byId.get(id);
    return transaction == null
        ? this
        : new OrdinaryIndex(
            byId.minus(id), bySlot.minus(transaction.slot()), byHash.minus(transaction.hash()));
  }
}
