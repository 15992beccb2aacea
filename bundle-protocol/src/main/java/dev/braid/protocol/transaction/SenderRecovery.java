package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import org.jspecify.annotations.Nullable;

/** Finds who signed a transaction. Heavy on the processor: not for an event loop. */
public final class SenderRecovery {
  private final Secp256k1 curve;

  public SenderRecovery(Secp256k1 curve) {
    this.curve = curve;
  }

  /** The sender, or null when the signature fits no key. */
  public @Nullable Address sender(Transaction transaction) {
    return curve.recover(transaction.signingHash(), transaction.signature());
  }
}
