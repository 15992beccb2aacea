package dev.braid.coordinator.api;

import dev.braid.coordinator.api.JsonValue.JsonText;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of the methods other than the bundle itself. Errors are -32602. */
public final class ParamReader {
  private ParamReader() {}

  public static BundleId bundleId(JsonValue value) {
    return new BundleId(Scalars.bytes32(value, "bundleId"));
  }

  /** A signed transaction as hex; its length is checked with its content. */
  public static Bytes rawTransaction(JsonValue value) {
    return Scalars.data(value, "transaction");
  }

  /** A transaction hash; null when the value is none. */
  public static @Nullable TransactionHash hashOrNull(JsonValue value) {
    return value instanceof JsonText text && text.value().matches("0x[0-9a-fA-F]{64}")
        ? TransactionHash.fromHex(text.value())
        : null;
  }

  /** An address in any case; null when the value is none. */
  public static @Nullable Address addressOrNull(JsonValue value) {
    return value instanceof JsonText text && text.value().matches("0x[0-9a-fA-F]{40}")
        ? Address.fromHex(text.value())
        : null;
  }

  public static long height(JsonValue value) {
    return Scalars.quantity(value, "height");
  }

  /**
   * @param value null = absent
   */
  public static long timeoutMillis(@Nullable JsonValue value, long otherwise, long maximum) {
    if (value == null) {
      return otherwise;
    }
    long millis = Scalars.quantity(value, "timeoutMs");
    if (millis > maximum) {
      throw new Refusal(RpcError.overLimit("timeoutMs", "TIMEOUT_TOO_LONG", maximum, millis));
    }
    return Math.max(1, millis);
  }

  /** Which receipt is wanted. */
  public enum ReceiptKind {
    POSITION,
    DECISION
  }

  public static ReceiptKind receiptKind(@Nullable JsonValue value) {
    if (value == null) {
      return ReceiptKind.POSITION;
    }
    if (value instanceof JsonText text) {
      switch (text.value()) {
        case "position":
          return ReceiptKind.POSITION;
        case "decision":
          return ReceiptKind.DECISION;
        default:
          break;
      }
    }
    throw new Refusal(
        RpcError.parameter("kind", "BAD_VALUE", "kind: expected \"position\" or \"decision\""));
  }

  /**
   * @param signature EIP-712 {@code Cancel}; null = by header
   */
  public record Cancel(BundleId id, @Nullable Signature signature) {}

  public static Cancel cancel(JsonValue value) {
    ObjectReader in = ObjectReader.of(value, "", Set.of("bundleId", "signature"));
    BundleId id = new BundleId(Scalars.bytes32(in.required("bundleId"), "bundleId"));
    JsonValue signature = in.optional("signature");
    return new Cancel(id, signature == null ? null : Scalars.signature(signature, "signature"));
  }

  /**
   * @param atLeast the answer must know this entry; null = whatever is known
   * @param read proof that the submitter asks; null = none
   */
  public record GetOptions(@Nullable Position atLeast, @Nullable ReadProof read) {}

  /**
   * EIP-712 {@code Read(bytes32 bundleId,uint64 expires)}.
   *
   * @param expiresSeconds Unix time
   */
  public record ReadProof(long expiresSeconds, Signature signature) {}

  public static GetOptions getOptions(@Nullable JsonValue value) {
    if (value == null) {
      return new GetOptions(null, null);
    }
    ObjectReader in = ObjectReader.of(value, "", Set.of("atLeast", "read"));
    JsonValue cursor = in.optional("atLeast");
    JsonValue read = in.optional("read");
    return new GetOptions(
        cursor == null ? null : cursor(cursor), read == null ? null : readProof(read));
  }

  /**
   * @param detail why, for people; not empty, at most 1 KiB
   */
  public record Declaration(ChainId chainId, String detail) {}

  public static Declaration declaration(JsonValue value) {
    ObjectReader in = ObjectReader.of(value, "", Set.of("chainId", "detail"));
    long chainId = Scalars.quantity(in.required("chainId"), "chainId");
    if (chainId < 1 || chainId > ChainId.MAX) {
      throw new Refusal(
          RpcError.parameter("chainId", "UNKNOWN_CHAIN", "chainId: no rollup has this chain id"));
    }
    in.required("detail");
    String detail = in.text("detail");
    int bytes = detail.getBytes(StandardCharsets.UTF_8).length;
    if (detail.isBlank() || bytes > Reason.MAX_MESSAGE_BYTES) {
      throw new Refusal(
          RpcError.overLimit("detail", "BAD_LENGTH", Reason.MAX_MESSAGE_BYTES, bytes));
    }
    return new Declaration(new ChainId(chainId), detail);
  }

  private static ReadProof readProof(JsonValue value) {
    ObjectReader in = ObjectReader.of(value, "read", Set.of("expires", "signature"));
    return new ReadProof(
        Scalars.quantity(in.required("expires"), "read.expires"),
        Scalars.signature(in.required("signature"), "read.signature"));
  }

  private static Position cursor(JsonValue value) {
    if (!(value instanceof JsonText text)) {
      throw Scalars.wrongType("atLeast", "a cursor", value);
    }
    try {
      return Position.parse(text.value());
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          RpcError.parameter(
              "atLeast", "BAD_CURSOR", "atLeast: expected a cursor such as \"1842-3\""));
    }
  }
}
