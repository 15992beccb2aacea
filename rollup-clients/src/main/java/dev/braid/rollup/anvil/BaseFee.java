package dev.braid.rollup.anvil;

import dev.braid.protocol.transaction.BlockHeader;
import java.math.BigInteger;

/** The base fee of EIP-1559. */
final class BaseFee {
  private static final long ELASTICITY_MULTIPLIER = 2;
  private static final BigInteger MAX_CHANGE_DENOMINATOR = BigInteger.valueOf(8);

  private BaseFee() {}

  /** The base fee, in wei, that a child of {@code parent} must have. */
  static BigInteger after(BlockHeader parent) {
    BigInteger fee = parent.baseFeePerGas();
    if (fee == null) {
      throw new IllegalArgumentException("block " + parent.number() + " has no base fee");
    }
    long target = parent.gasLimit() / ELASTICITY_MULTIPLIER;
    long off = parent.gasUsed() - target;
    if (off == 0 || target == 0) {
      return fee;
    }
    BigInteger change =
        fee.multiply(BigInteger.valueOf(Math.abs(off)))
            .divide(BigInteger.valueOf(target))
            .divide(MAX_CHANGE_DENOMINATOR);
    return off > 0 ? fee.add(change.max(BigInteger.ONE)) : fee.subtract(change);
  }
}
