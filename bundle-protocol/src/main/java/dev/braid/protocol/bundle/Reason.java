package dev.braid.protocol.bundle;

import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
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
  /** Longer engine texts are cut (design section 7). */
  public static final int MAX_MESSAGE_BYTES = 1024;

  public static Reason of(ReasonCode code, String message) {
    return new Reason(code, null, null, -1, message, null, null);
  }
}
