package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.log.OrdinaryTransaction.Slot;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ordinary transactions (design section 1): while one is pending its hash is the key, and one with
 * the same sender and nonce replaces it when both its fees are at least 10 % higher, as in the pool
 * of a plain engine.
 */
final class OrdinaryRules {
  /** What a replacement must pay of the fees of the older one, in percent. */
  private static final BigInteger BUMP_PERCENT = BigInteger.valueOf(110);

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private OrdinaryRules() {}

  /**
   * An ordinary transaction that may take its place.
   *
   * @param older that it replaces there; null = the place is free
   */
  record Placed(OrdinaryTransaction transaction, @Nullable PendingBundle older) {}

  /** Finds the place of an ordinary transaction whose static rules hold. */
  static Placed place(Secp256k1 curve, State state, Bundle bundle) throws Broken {
    unless(isOrdinary(bundle), Rule.ORDINARY_SHAPE, "not the shape of an ordinary transaction");
    Transaction content = content(bundle);
    Address sender = new SenderRecovery(curve).sender(content);
    if (sender == null) {
      throw new Broken(Rule.BAD_SIGNATURE, "the signature of the transaction fits no key");
    }
    OrdinaryTransaction transaction =
        new OrdinaryTransaction(
            new Slot(content.chainId(), sender, content.nonce()), content.hash());
    BundleId there = state.ordinaries().at(transaction.slot());
    if (there == null) {
      return new Placed(transaction, null);
    }
    unless(
        state.ordinaries().of(transaction.hash()) == null,
        Rule.ORDINARY_KNOWN,
        "the transaction is pending already");
    PendingBundle older = state.pending(there);
    if (older == null) {
      throw new Broken(
          Rule.ORDINARY_NONCE_TAKEN, "a decided block has the sender's nonce " + content.nonce());
    }
    unless(
        outbids(content, content(older.bundle())),
        Rule.ORDINARY_UNDERPRICED,
        "a replacement pays at least 10 % more, in both fees");
    return new Placed(transaction, older);
  }

  /** Both fees higher, and by 10 % at least, rounded down. */
  static boolean outbids(Transaction newer, Transaction older) {
    return outbids(newer.maxFeePerGas(), older.maxFeePerGas())
        && outbids(newer.maxPriorityFeePerGas(), older.maxPriorityFeePerGas());
  }

  private static boolean outbids(BigInteger newer, BigInteger older) {
    return newer.compareTo(older) > 0
        && newer.compareTo(older.multiply(BUMP_PERCENT).divide(HUNDRED)) >= 0;
  }

  static boolean isOrdinary(Bundle bundle) {
    if (bundle.slices().size() != 1 || !bundle.isAnonymous()) {
      return false;
    }
    Slice slice = bundle.slices().getFirst();
    return slice.transactions().size() == 1
        && slice.mayRevert(slice.transactions().getFirst().hash());
  }

  private static Transaction content(Bundle bundle) throws Broken {
    RawTransaction raw = bundle.slices().getFirst().transactions().getFirst();
    if (TransactionDecoder.decode(raw) instanceof DecodeResult.Decoded decoded) {
      return decoded.transaction();
    }
    throw new Broken(Rule.STATIC_RULE, "the transaction does not decode");
  }
}
