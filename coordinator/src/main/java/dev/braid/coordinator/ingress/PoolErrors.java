package dev.braid.coordinator.ingress;

import dev.braid.coordinator.api.RpcError;
import dev.braid.protocol.bundle.BundleViolation;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Why an ordinary transaction is not taken, in the words of geth's pool (core/error.go,
 * core/txpool/validation.go, 1.17.8): wallets tell one refusal from another by these words alone.
 * Code, reason and the rest are as api.md has them.
 */
final class PoolErrors {
  private final ChainId chainId;
  private final RawTransaction raw;

  PoolErrors(ChainId chainId, RawTransaction raw) {
    this.chainId = chainId;
    this.raw = raw;
  }

  RpcError known() {
    return pool("ALREADY_KNOWN", "already known");
  }

  RpcError underpriced() {
    return pool("REPLACEMENT_UNDERPRICED", "replacement transaction underpriced");
  }

  RpcError nonceTooLow(long next, long nonce) {
    return pool("NONCE_TOO_LOW", "nonce too low: next nonce " + next + ", tx nonce " + nonce)
        .limit(next, nonce);
  }

  /**
   * @param next the first nonce for which none waits
   */
  RpcError nonceTooHigh(long nonce, long next) {
    return pool("NONCE_TOO_HIGH", "nonce too high: tx nonce " + nonce + ", gapped nonce " + next)
        .limit(next, nonce)
        .mayRetry();
  }

  RpcError accountLimit(int limit) {
    return pool("ACCOUNT_LIMIT", "account limit exceeded: pooled " + limit + " txs").mayRetry();
  }

  /**
   * @param more what the text says between the balance and what is missing
   */
  RpcError insufficientFunds(BigInteger balance, String more, BigInteger overshot) {
    return pool(
            "INSUFFICIENT_FUNDS",
            "insufficient funds for gas * price + value: balance "
                + balance
                + ", "
                + more
                + ", overshot "
                + overshot)
        .mayRetry();
  }

  RpcError aboveBlockGas(long blockGasLimit, long gas) {
    return pool("GAS_LIMIT", "exceeds block gas limit").limit(blockGasLimit, gas);
  }

  RpcError floorGas(long needed, long gas) {
    return pool(
            "INTRINSIC_GAS",
            "insufficient gas for floor data gas cost: gas " + gas + ", minimum needed " + needed)
        .limit(needed, gas);
  }

  RpcError initcode(long limit, long size) {
    return pool(
            "INITCODE_TOO_LARGE",
            "max initcode size exceeded: code size " + size + " limit " + limit)
        .limit(limit, size);
  }

  RpcError noSender() {
    return pool("NO_SENDER", "invalid sender: invalid transaction v, r, s values");
  }

  /** What does not decode to a transaction that Braid takes. */
  RpcError undecodable(DecodeResult result) {
    return switch (result) {
      case DecodeResult.Malformed(String field, String why) ->
          field.equals("maxPriorityFeePerGas") && why.startsWith("above")
              ? pool("FEES", "max priority fee per gas higher than max fee per gas")
              : pool(
                  "MALFORMED_TRANSACTION",
                  "rlp: not a signed transaction: " + (field.isEmpty() ? "" : field + ": ") + why);
      case DecodeResult.Refused(int type, String why) ->
          pool(
              "UNSUPPORTED_TRANSACTION",
              type == 0
                  ? "only replay-protected (EIP-155) transactions allowed over RPC"
                  : "transaction type not supported: " + why);
      case DecodeResult.Decoded decoded ->
          throw new IllegalArgumentException("this one does decode");
    };
  }

  /** The first static rule of the log that it breaks. */
  RpcError violated(BundleViolation violation, Transaction transaction, Limits limits) {
    long gas = transaction.gasLimit();
    return switch (violation.code()) {
      case CHAIN_ID_MISMATCH ->
          pool(
              "CHAIN_ID_MISMATCH",
              "invalid sender: invalid chain id for signer: have "
                  + transaction.chainId()
                  + " want "
                  + chainId);
      case INTRINSIC_GAS ->
          pool(
              "INTRINSIC_GAS",
              "intrinsic gas too low: gas " + gas + ", minimum needed " + violation.limit());
      case GAS_LIMIT ->
          pool(
              "GAS_LIMIT",
              "transaction gas limit too high (cap: "
                  + limits.maxBundleGasPerChain()
                  + ", tx: "
                  + gas
                  + ")");
      case TRANSACTION_TOO_LARGE, BUNDLE_TOO_LARGE ->
          pool(
              "TRANSACTION_TOO_LARGE",
              "oversized data: transaction size "
                  + raw.raw().size()
                  + ", limit "
                  + limits.maxTransactionBytes());
      default -> pool(violation.code().name(), violation.message());
    };
  }

  /** What the log says of it that only the log can know; null = this is no such word. */
  @Nullable RpcError byLog(String reason, long nonce) {
    return switch (reason) {
      case "ORDINARY_KNOWN" -> known();
      case "ORDINARY_UNDERPRICED" -> underpriced();
      case "ORDINARY_NONCE_TAKEN" -> nonceTooLow(nonce + 1, nonce);
      default -> null;
    };
  }

  private RpcError pool(String reason, String message) {
    return RpcError.of(RpcError.POOL, reason, message).transaction(chainId, 0, raw.hash());
  }
}
