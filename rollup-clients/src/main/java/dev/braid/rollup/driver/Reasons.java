package dev.braid.rollup.driver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.jsonrpc.JsonFields;
import org.jspecify.annotations.Nullable;

/** Makes reasons, each text cut to what the log takes. */
public final class Reasons {
  private Reasons() {}

  public static Reason of(
      ReasonCode code, ChainId chainId, TransactionHash hash, int index, String message) {
    return new Reason(code, chainId, hash, index, message, null, null).cut();
  }

  /**
   * Of a transaction that reverted.
   *
   * @param call what {@code callTracer} tells of its outermost call; null: nothing
   */
  public static Reason reverted(
      ChainId chainId, TransactionHash hash, int index, @Nullable JsonNode call) {
    if (call == null) {
      return reverted(chainId, hash, index, "reverted; the engine does not say why", null);
    }
    Bytes data = JsonFields.has(call, "output") ? JsonFields.data(call, "output") : Bytes.EMPTY;
    return reverted(chainId, hash, index, call.path("error").asText("reverted"), data);
  }

  private static Reason reverted(
      ChainId chainId, TransactionHash hash, int index, String message, @Nullable Bytes data) {
    String reason = data == null ? null : RevertData.reason(data);
    return new Reason(ReasonCode.REVERTED, chainId, hash, index, message, reason, data).cut();
  }
}
