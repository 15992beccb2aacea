package dev.braid.rollup.driver;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import org.jspecify.annotations.Nullable;

/** Makes reasons, each text cut to what the log takes. */
public final class Reasons {
  private Reasons() {}

  public static Reason of(
      ReasonCode code, ChainId chainId, TransactionHash hash, int index, String message) {
    return new Reason(code, chainId, hash, index, message, null, null).cut();
  }

  public static Reason reverted(
      ChainId chainId, TransactionHash hash, int index, String message, @Nullable Bytes data) {
    String reason = data == null ? null : RevertData.reason(data);
    return new Reason(ReasonCode.REVERTED, chainId, hash, index, message, reason, data).cut();
  }
}
