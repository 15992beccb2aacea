package dev.braid.protocol.transaction;

import java.math.BigInteger;

/** The base fee of EIP-1559, with Ethereum's own constants. */
public final class BaseFee {
  private static final long ELASTICITY_MULTIPLIER = 2;
  private static final BigInteger MAX_CHANGE_DENOMINATOR = BigInteger.valueOf(8);

  private BaseFee() {}

  /**
   * The base fee, in wei, that a child of such a parent has.
   *
   * @param parentGasLimit gas units, at least 2
   * @param parentBaseFee wei
   */
  public static BigInteger next(long parentGasLimit, long parentGasUsed, BigInteger parentBaseFee) {
    long target = parentGasLimit / ELASTICITY_MULTIPLIER;
    long above = parentGasUsed - target;
    if (above == 0 || target == 0) {
      return parentBaseFee;
    }
    BigInteger change =
        parentBaseFee
            .multiply(BigInteger.valueOf(Math.abs(above)))
            .divide(BigInteger.valueOf(target))
            .divide(MAX_CHANGE_DENOMINATOR);
    return above > 0
        ? parentBaseFee.add(change.max(BigInteger.ONE))
        : parentBaseFee.subtract(change);
  }
}
