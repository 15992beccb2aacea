package dev.braid.protocol.bundle;

import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Why a bundle ended without effect.
 *
 * @param transactionIndex index in the slice, or -1 when no single transaction is to blame
 * @param message free text for people, at most {@link #MAX_MESSAGE_BYTES} bytes of UTF-8
 * @param revertReason the decoded {@code Error(string)}, if there was one
 * @param revertData what the revert returned, if known
 */
public record Reason(
    ReasonCode code,
    @Nullable ChainId chainId,
    @Nullable TransactionHash transactionHash,
    int transactionIndex,
    String message,
    @Nullable String revertReason,
    @Nullable Bytes revertData) {
  /** Longer engine texts are cut (design section 7); for the revert reason too. */
  public static final int MAX_MESSAGE_BYTES = 1024;

  /** Longer revert data is cut. */
  public static final int MAX_REVERT_DATA_BYTES = 1024;

  public static Reason of(ReasonCode code, String message) {
    return new Reason(code, null, null, -1, message, null, null);
  }

  /** The same with every text cut to its limit: what the log takes. */
  public Reason cut() {
    return new Reason(
        code,
        chainId,
        transactionHash,
        transactionIndex,
        cut(message),
        revertReason == null ? null : cut(revertReason),
        revertData == null || revertData.size() <= MAX_REVERT_DATA_BYTES
            ? revertData
            : revertData.slice(0, MAX_REVERT_DATA_BYTES));
  }

  /** Whole characters only; what is not Unicode (a lone surrogate) becomes a question mark. */
  private static String cut(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(utf8.length, MAX_MESSAGE_BYTES);
    while (end > 0 && end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8);
  }
}
