package dev.braid.rollup.engine;

import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.types.Address;
import dev.braid.rollup.driver.SentTransaction;
import dev.braid.rollup.engine.Refusal.Kind;
import dev.braid.rollup.jsonrpc.JsonRpcReply.Failure;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What geth (1.17) says when {@code testing_buildBlockV1} takes a list not, as reason codes. The
 * first row whose words begin the message counts. It names the sender and a figure, not the index.
 *
 * <table>
 *   <caption>Words, reason, and how the transaction is known</caption>
 *   <tr><td>{@code nonce too low}</td><td>NONCE_TOO_LOW</td><td>sender, nonce</td></tr>
 *   <tr><td>{@code nonce too high}</td><td>NONCE_TOO_HIGH</td><td>sender, nonce</td></tr>
 *   <tr><td>{@code insufficient funds}</td><td>INSUFFICIENT_FUNDS</td><td>sender, cost</td></tr>
 *   <tr><td>{@code max fee per gas less than block base fee}</td><td>FEE_TOO_LOW</td>
 *       <td>sender</td></tr>
 *   <tr><td>{@code transaction gas limit too high} (EIP-7825)</td><td>GAS_LIMIT</td>
 *       <td>gas limit</td></tr>
 *   <tr><td>{@code intrinsic gas too low}, {@code insufficient gas for floor data gas cost}</td>
 *       <td>GAS_LIMIT</td><td>gas limit</td></tr>
 *   <tr><td>{@code max initcode size exceeded}</td><td>INVALID</td><td>not</td></tr>
 *   <tr><td>{@code gas limit reached}</td><td colspan="2">the block is full</td></tr>
 *   <tr><td>{@code parentHash is not current head}</td><td colspan="2">another head</td></tr>
 *   <tr><td>code -32601</td><td colspan="2">no such method</td></tr>
 *   <tr><td>anything else</td><td>INVALID</td><td>not: found by halving</td></tr>
 * </table>
 */
final class GethRefusals {
  private static final int METHOD_NOT_FOUND = -32601;
  private static final Pattern ADDRESS = Pattern.compile("address (0x[0-9a-fA-F]{40})");

  private static final List<Row> ROWS =
      List.of(
          new Row("nonce too low", ReasonCode.NONCE_TOO_LOW, "tx: ([0-9]+)", hasNonce()),
          new Row("nonce too high", ReasonCode.NONCE_TOO_HIGH, "tx: ([0-9]+)", hasNonce()),
          new Row("insufficient funds", ReasonCode.INSUFFICIENT_FUNDS, "want ([0-9]+)", costs()),
          new Row(
              "max fee per gas less than block base fee",
              ReasonCode.FEE_TOO_LOW,
              "maxFeePerGas: ([0-9]+)",
              (content, fee) -> content.maxFeePerGas().equals(fee)),
          new Row(
              "transaction gas limit too high",
              ReasonCode.GAS_LIMIT,
              "tx: ([0-9]+)",
              hasGasLimit()),
          new Row("intrinsic gas too low", ReasonCode.GAS_LIMIT, "have ([0-9]+)", hasGasLimit()),
          new Row(
              "insufficient gas for floor data gas cost",
              ReasonCode.GAS_LIMIT,
              "have ([0-9]+)",
              hasGasLimit()));

  private GethRefusals() {}

  /**
   * @param figure finds a number in the message
   * @param fits whether it is the transaction's
   */
  private record Row(
      String prefix, ReasonCode code, Pattern figure, BiPredicate<Transaction, BigInteger> fits) {
    Row(String prefix, ReasonCode code, String figure, BiPredicate<Transaction, BigInteger> fits) {
      this(prefix, code, Pattern.compile(figure), fits);
    }
  }

  private static BiPredicate<Transaction, BigInteger> hasNonce() {
    return (content, nonce) -> BigInteger.valueOf(content.nonce()).equals(nonce);
  }

  private static BiPredicate<Transaction, BigInteger> hasGasLimit() {
    return (content, limit) -> BigInteger.valueOf(content.gasLimit()).equals(limit);
  }

  private static BiPredicate<Transaction, BigInteger> costs() {
    return (content, wei) -> SentTransaction.cost(content).equals(wei);
  }

  static Refusal classify(Failure failure) {
    if (failure.code() == METHOD_NOT_FOUND) {
      return Refusal.of(Kind.NO_METHOD);
    }
    String words = failure.message().toLowerCase(Locale.ROOT);
    if (words.startsWith("parenthash is not current head")) {
      return Refusal.of(Kind.NOT_HEAD);
    }
    if (words.startsWith("gas limit reached")) {
      return Refusal.of(Kind.FULL);
    }
    for (Row row : ROWS) {
      if (words.startsWith(row.prefix)) {
        return Refusal.of(row.code, suspects(row, failure.message()));
      }
    }
    return Refusal.of(ReasonCode.INVALID, null);
  }

  /** Null when the message holds neither a sender nor a figure. */
  private static @Nullable Predicate<SentTransaction> suspects(Row row, String message) {
    Matcher address = ADDRESS.matcher(message);
    Address sender = address.find() ? Address.fromHex(address.group(1)) : null;
    Matcher number = row.figure.matcher(message);
    BigInteger figure = number.find() ? new BigInteger(number.group(1)) : null;
    if (sender == null && figure == null) {
      return null;
    }
    return sent ->
        (sender == null || sender.equals(sent.sender()))
            && (figure == null || sent.content() != null && row.fits.test(sent.content(), figure));
  }
}
