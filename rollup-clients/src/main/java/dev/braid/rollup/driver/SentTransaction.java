package dev.braid.rollup.driver;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A transaction with its content and sender, both null where it is malformed. */
public record SentTransaction(
    RawTransaction raw, @Nullable Transaction content, @Nullable Address sender) {

  /** Recovers the senders, which is heavy: only asked for when something is wrong. */
  public static List<List<SentTransaction>> recover(
      List<List<RawTransaction>> slices, Secp256k1 curve) {
    SenderRecovery recovery = new SenderRecovery(curve);
    return slices.stream()
        .map(slice -> slice.stream().map(raw -> recover(raw, recovery)).toList())
        .toList();
  }

  private static SentTransaction recover(RawTransaction raw, SenderRecovery recovery) {
    return TransactionDecoder.decode(raw) instanceof DecodeResult.Decoded(Transaction content)
        ? new SentTransaction(raw, content, recovery.sender(content))
        : new SentTransaction(raw, null, null);
  }

  /** Each sender once, in order of appearance. */
  public static List<Address> senders(List<List<SentTransaction>> slices) {
    return slices.stream()
        .flatMap(List::stream)
        .flatMap(transaction -> Optional.ofNullable(transaction.sender).stream())
        .distinct()
        .toList();
  }

  /**
   * What the sender must hold before it runs, in wei (EIP-1559, "the signer must be able to
   * afford").
   */
  public static BigInteger cost(Transaction content) {
    return content
        .maxFeePerGas()
        .multiply(BigInteger.valueOf(content.gasLimit()))
        .add(content.value());
  }
}
