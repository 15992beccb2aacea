package dev.braid.rollup.anvil;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.rollup.jsonrpc.JsonRpcReply.Failure;
import java.util.List;
import java.util.Locale;

/**
 * What anvil says when its pool refuses a raw transaction, as reason codes. The first rule whose
 * code and words fit counts; unknown text is {@code INVALID}.
 *
 * <p>A transaction "already imported" or "underpriced" shares sender and nonce with one that stands
 * before it in the same candidate: when its turn came its nonce would be used up.
 */
final class IntakeErrors {
  private static final int REJECTED = -32003;
  private static final int SERVER_ERROR = -32000;

  private static final List<Rule> RULES =
      List.of(
          new Rule(REJECTED, "nonce too low", ReasonCode.NONCE_TOO_LOW),
          new Rule(REJECTED, "transaction already imported", ReasonCode.NONCE_TOO_LOW),
          new Rule(REJECTED, "replacement transaction underpriced", ReasonCode.NONCE_TOO_LOW),
          new Rule(REJECTED, "nonce too high", ReasonCode.NONCE_TOO_HIGH),
          new Rule(REJECTED, "insufficient funds", ReasonCode.INSUFFICIENT_FUNDS),
          new Rule(REJECTED, "max fee per gas less than block base fee", ReasonCode.FEE_TOO_LOW),
          new Rule(SERVER_ERROR, "intrinsic gas too low", ReasonCode.GAS_LIMIT),
          new Rule(SERVER_ERROR, "intrinsic gas too high", ReasonCode.GAS_LIMIT));

  /** What depends on pool and base fee, which late calls of a deposed leader may have changed. */
  private static final List<String> OF_THE_POOL =
      List.of(
          "transaction already imported",
          "replacement transaction underpriced",
          "max fee per gas less than block base fee");

  private IntakeErrors() {}

  private record Rule(int code, String prefix, ReasonCode reason) {}

  /** Whether another attempt may tell otherwise although the transaction is the same. */
  static boolean isOfPool(Failure failure) {
    String words = failure.message().toLowerCase(Locale.ROOT);
    return OF_THE_POOL.stream().anyMatch(words::startsWith);
  }

  static ReasonCode classify(Failure failure) {
    String words = failure.message().toLowerCase(Locale.ROOT);
    for (Rule rule : RULES) {
      if (rule.code == failure.code() && words.startsWith(rule.prefix)) {
        return rule.reason;
      }
    }
    return ReasonCode.INVALID;
  }
}
