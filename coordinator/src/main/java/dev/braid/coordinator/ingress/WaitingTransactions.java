package dev.braid.coordinator.ingress;

import dev.braid.coordinator.log.LedgerReader;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.OrdinaryTransaction;
import dev.braid.protocol.log.OrdinaryTransaction.Slot;
import dev.braid.protocol.log.PendingBundle;
import dev.braid.protocol.log.State;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What Braid holds of a rollup's ordinary transactions as a plain node's pool would: those that are
 * pending, and those that are decided and not adopted yet. Slices of bundles are never shown (P1).
 * May read the store: for a worker.
 */
final class WaitingTransactions {
  private final LedgerReader ledger;
  private final ChainId chainId;

  WaitingTransactions(LedgerReader ledger, ChainId chainId) {
    this.ledger = ledger;
    this.chainId = chainId;
  }

  /** A transaction that waits, with its sender. */
  record Found(Transaction transaction, Address sender) {}

  /** Whether one with this hash waits here. */
  boolean knows(TransactionHash hash) {
    BundleId id = ledger.state().ordinaries().of(hash);
    return id != null && slot(ledger.state(), id).chainId().equals(chainId);
  }

  @Nullable Found find(TransactionHash hash) {
    State state = ledger.state();
    BundleId id = state.ordinaries().of(hash);
    if (id == null || !slot(state, id).chainId().equals(chainId)) {
      return null;
    }
    Transaction transaction = transaction(state, id);
    return transaction == null ? null : new Found(transaction, slot(state, id).sender());
  }

  /**
   * The next nonce behind those that wait without a gap.
   *
   * @param next at the rollup's head, asked after the state was read
   */
  static long nextNonce(State state, ChainId chainId, Address sender, long next) {
    long nonce = next;
    while (state.ordinaries().at(new Slot(chainId, sender, nonce)) != null) {
      nonce++;
    }
    return nonce;
  }

  /**
   * What those that wait without a gap may cost their sender together, in wei.
   *
   * @param next at the rollup's head
   */
  BigInteger costs(State state, Address sender, long next) {
    BigInteger sum = BigInteger.ZERO;
    for (long nonce = next; ; nonce++) {
      BundleId id = state.ordinaries().at(new Slot(chainId, sender, nonce));
      Transaction transaction = id == null ? null : transaction(state, id);
      if (transaction == null) {
        return sum;
      }
      sum = sum.add(cost(transaction));
    }
  }

  /** The transaction that waits with this nonce; null when none does. */
  @Nullable Transaction at(State state, Address sender, long nonce) {
    BundleId id = state.ordinaries().at(new Slot(chainId, sender, nonce));
    return id == null ? null : transaction(state, id);
  }

  /** The most that a transaction takes from its sender, in wei. */
  static BigInteger cost(Transaction transaction) {
    return transaction
        .maxFeePerGas()
        .multiply(BigInteger.valueOf(transaction.gasLimit()))
        .add(transaction.value());
  }

  private static Slot slot(State state, BundleId id) {
    OrdinaryTransaction transaction = state.ordinaries().byId().get(id);
    if (transaction == null) {
      throw new IllegalStateException("the index of ordinary transactions is torn at " + id);
    }
    return transaction.slot();
  }

  private @Nullable Transaction transaction(State state, BundleId id) {
    PendingBundle pending = state.pending(id);
    Bundle bundle = pending == null ? decided(state, id) : pending.bundle();
    return bundle != null
            && TransactionDecoder.decode(bundle.slices().getFirst().transactions().getFirst())
                instanceof DecodeResult.Decoded decoded
        ? decoded.transaction()
        : null;
  }

  /** Of a bundle in doubt the state has only the position: the batch has the rest. */
  private @Nullable Bundle decided(State state, BundleId id) {
    var doubtful = state.inDoubt().get(id);
    if (doubtful == null) {
      return null;
    }
    Position position = doubtful.position();
    LedgerReader.CertifiedRow row = ledger.batch(position.height());
    return row != null
            && row.batch() != null
            && row.batch().entries().get(position.index()) instanceof Entry.BundleSequenced entry
        ? entry.bundle()
        : null;
  }
}
