package dev.braid.protocol.log;

import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.UnsignedTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import java.util.List;

/** Transactions that compete for a place. */
final class Ordinaries {
  private Ordinaries() {}

  /** Alice's transfer with these fees, in wei per gas. */
  static RawTransaction transfer(long chainId, long nonce, long fee, long priority) {
    return transfer(2, chainId, nonce, fee, priority);
  }

  /** The same before EIP-1559, with one price. */
  static RawTransaction legacy(long chainId, long nonce, long price) {
    return transfer(0, chainId, nonce, price, price);
  }

  private static RawTransaction transfer(
      int type, long chainId, long nonce, long fee, long priority) {
    return new UnsignedTransaction(
            type,
            new ChainId(chainId),
            nonce,
            21_000,
            BigInteger.valueOf(fee),
            BigInteger.valueOf(priority),
            Address.fromHex("0x00000000000000000000000000000000000000aa"),
            BigInteger.ONE,
            Bytes.EMPTY,
            List.of())
        .sign(Accounts.CURVE, Accounts.ALICE.key());
  }
}
