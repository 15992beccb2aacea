package dev.braid.coordinator.rounds;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.round.BundleFootprint;
import dev.braid.protocol.round.BundleFootprint.SliceFootprint;
import dev.braid.protocol.round.BundleFootprint.TransactionFootprint;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the planner's view of a bundle. Decodes and recovers senders: heavy on the processor, never
 * called on an event loop.
 */
final class Footprints {
  private final Function<Transaction, @Nullable Address> senders;

  /**
   * @param senders the sender of a transaction, null when its signature names none; may remember
   *     what ingress found
   */
  Footprints(Function<Transaction, @Nullable Address> senders) {
    this.senders = senders;
  }

  BundleFootprint of(PendingBundle pending) {
    return of(
        pending.id(),
        pending.position(),
        pending.bundle(),
        pending.deadlineSeconds(),
        pending.ordinary());
  }

  BundleFootprint of(Position position, Entry.BundleSequenced entry, long deadlineSeconds) {
    return of(entry.id(), position, entry.bundle(), deadlineSeconds, entry.ordinary());
  }

  private BundleFootprint of(
      BundleId id, Position position, Bundle bundle, long deadlineSeconds, boolean ordinary) {
    return new BundleFootprint(
        id,
        position,
        bundle.slices().stream().map(this::slice).toList(),
        bundle.minTimestampSeconds(),
        bundle.maxTimestampSeconds(),
        deadlineSeconds,
        bundle.minimumLevel(),
        ordinary);
  }

  private SliceFootprint slice(Slice slice) {
    return new SliceFootprint(
        slice.chainId(),
        slice.transactions().stream().map(raw -> transaction(slice, raw)).toList(),
        slice.minBlock(),
        slice.maxBlock());
  }

  private TransactionFootprint transaction(Slice slice, RawTransaction raw) {
    if (!(TransactionDecoder.decode(raw) instanceof DecodeResult.Decoded decoded)) {
      throw new IllegalStateException("the log holds a transaction that does not decode: " + raw);
    }
    Transaction transaction = decoded.transaction();
    Address sender = senders.apply(transaction);
    return new TransactionFootprint(
        raw.hash(),
        // Without a sender no engine takes it: the zero address clashes with nobody who matters.
        sender == null ? Address.ZERO : sender,
        transaction.nonce(),
        transaction.gasLimit(),
        raw.raw().size(),
        slice.mayRevert(raw.hash()));
  }
}
