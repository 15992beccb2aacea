package dev.braid.rollup.engine;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.BaseFee;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.IntrinsicGas;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.driver.SliceWalk;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Why a transaction can be in no child of a block, as far as it shows without sender's state. */
final class ParentRules implements SliceWalk.Rule {
  /** A block's gas limit differs from its parent's by less than this part (Yellow Paper 4.3.4). */
  private static final long GAS_LIMIT_BOUND = 1_024;

  private final ChainId chainId;
  private final BlockHeader parent;
  private final BigInteger baseFee;

  ParentRules(ChainId chainId, BlockHeader parent) {
    this.chainId = chainId;
    this.parent = parent;
    BigInteger fee = parent.baseFeePerGas();
    this.baseFee =
        fee == null ? BigInteger.ZERO : BaseFee.next(parent.gasLimit(), parent.gasUsed(), fee);
  }

  /** Gas that a child has in any case. */
  long leastGas() {
    return parent.gasLimit() - parent.gasLimit() / GAS_LIMIT_BOUND;
  }

  @Override
  public SliceWalk.@Nullable Fault fault(Transaction content) {
    if (!content.chainId().equals(chainId)) {
      return new SliceWalk.Fault(
          ReasonCode.INVALID, "signed for chain " + content.chainId() + ", not " + chainId);
    }
    long mostGas = parent.gasLimit() + parent.gasLimit() / GAS_LIMIT_BOUND;
    if (content.gasLimit() > mostGas) {
      return new SliceWalk.Fault(
          ReasonCode.GAS_LIMIT, "asks for " + content.gasLimit() + " gas, a block has " + mostGas);
    }
    long intrinsic = IntrinsicGas.of(content);
    if (content.gasLimit() < intrinsic) {
      return new SliceWalk.Fault(
          ReasonCode.GAS_LIMIT, "needs " + intrinsic + " gas before it runs");
    }
    if (content.maxFeePerGas().compareTo(baseFee) < 0) {
      return new SliceWalk.Fault(
          ReasonCode.FEE_TOO_LOW,
          "pays at most " + content.maxFeePerGas() + " wei for gas, the base fee is " + baseFee);
    }
    return null;
  }
}
