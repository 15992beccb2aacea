package dev.braid.protocol.transaction;

/**
 * The gas that a transaction needs before its first instruction runs; an engine refuses a lower gas
 * limit. All figures saturate nowhere: data is bounded by the transaction's size.
 */
public final class IntrinsicGas {
  private static final long TRANSACTION = 21_000;
  private static final long CREATION = 32_000;
  private static final long ZERO_BYTE = 4;
  private static final long NONZERO_BYTE = 16;
  private static final long ACCESS_LIST_ADDRESS = 2_400;
  private static final long ACCESS_LIST_KEY = 1_900;
  private static final long INITCODE_WORD = 2;
  private static final long FLOOR_PER_TOKEN = 10;

  private IntrinsicGas() {}

  /** Yellow Paper 6.2 with EIP-2028 (calldata), EIP-2930 (access list), EIP-3860 (initcode). */
  public static long of(Transaction transaction) {
    long zeros = zeroBytes(transaction);
    long size = transaction.data().size();
    long gas = TRANSACTION + zeros * ZERO_BYTE + (size - zeros) * NONZERO_BYTE;
    if (transaction.to() == null) {
      gas += CREATION + (size + 31) / 32 * INITCODE_WORD;
    }
    for (AccessListEntry entry : transaction.accessList()) {
      gas += ACCESS_LIST_ADDRESS + entry.storageKeys().size() * ACCESS_LIST_KEY;
    }
    return gas;
  }

  /** The least gas limit from Prague on (EIP-7623), beside {@link #of}. */
  public static long floor(Transaction transaction) {
    long zeros = zeroBytes(transaction);
    long tokens = zeros + (transaction.data().size() - zeros) * 4;
    return TRANSACTION + tokens * FLOOR_PER_TOKEN;
  }

  private static long zeroBytes(Transaction transaction) {
    long zeros = 0;
    for (byte b : transaction.data().unsafeArray()) {
      if (b == 0) {
        zeros++;
      }
    }
    return zeros;
  }
}
