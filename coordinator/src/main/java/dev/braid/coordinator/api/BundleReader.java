package dev.braid.coordinator.api;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads a bundle (api.md, Bundle) within the network's limits on counts and sizes. Hashes each
 * transaction, so it is work for a worker; what costs more is left to the checks.
 */
public final class BundleReader {
  private static final Set<String> BUNDLE =
      Set.of(
          "slices",
          "minTimestamp",
          "maxTimestamp",
          "minimumLevel",
          "retry",
          "replacementUuid",
          "replacementNonce",
          "submitter",
          "signature");
  private static final Set<String> SLICE =
      Set.of("chainId", "txs", "revertingTxHashes", "minBlock", "maxBlock");
  private static final BigInteger MAX_CHAIN_ID = BigInteger.valueOf(ChainId.MAX);

  private final Limits limits;
  private final Set<ChainId> chains = new HashSet<>();
  private int transactions;
  private long bytes;

  private BundleReader(Limits limits) {
    this.limits = limits;
  }

  /**
   * @throws Refusal -32602 with the path of the member that does not fit
   */
  public static BundleRequest read(JsonValue value, Limits limits) {
    return new BundleReader(limits).bundle(ObjectReader.of(value, "", BUNDLE));
  }

  private BundleRequest bundle(ObjectReader in) {
    in.required("slices");
    List<JsonValue> items = in.array("slices");
    if (items.isEmpty()) {
      throw empty("EMPTY_BUNDLE", "slices", "a bundle has at least one slice");
    }
    if (items.size() > limits.maxSlicesPerBundle()) {
      throw new Refusal(
          RpcError.overLimit(
              "slices", "TOO_MANY_SLICES", limits.maxSlicesPerBundle(), items.size()));
    }
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      slices.add(slice(items.get(i), "slices[" + i + "]"));
    }
    JsonValue submitter = in.optional("submitter");
    JsonValue signature = in.optional("signature");
    Bundle bundle =
        new Bundle(
            slices,
            in.quantity("minTimestamp"),
            in.quantity("maxTimestamp"),
            level(in),
            in.flag("retry"),
            replacementUuid(in),
            in.quantity("replacementNonce"),
            submitter == null ? Address.ZERO : Scalars.address(submitter, "submitter"));
    return new BundleRequest(
        bundle, signature == null ? null : Scalars.signature(signature, "signature"));
  }

  private Slice slice(JsonValue value, String path) {
    ObjectReader in = ObjectReader.of(value, path, SLICE);
    ChainId chainId = chainId(in.required("chainId"), in.join("chainId"));
    in.required("txs");
    List<JsonValue> items = in.array("txs");
    if (items.isEmpty()) {
      throw empty("EMPTY_SLICE", in.join("txs"), "a slice has at least one transaction");
    }
    transactions += items.size();
    if (transactions > limits.maxTransactionsPerBundle()) {
      throw new Refusal(
          RpcError.overLimit(
              in.join("txs"),
              "TOO_MANY_TRANSACTIONS",
              limits.maxTransactionsPerBundle(),
              transactions));
    }
    List<RawTransaction> raw = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      raw.add(transaction(items.get(i), in.join("txs") + "[" + i + "]"));
    }
    return new Slice(
        chainId,
        raw,
        revertingHashes(in, items.size()),
        in.quantity("minBlock"),
        in.quantity("maxBlock"));
  }

  private ChainId chainId(JsonValue value, String path) {
    BigInteger number = Scalars.uint256(value, path);
    if (number.signum() == 0 || number.compareTo(MAX_CHAIN_ID) > 0) {
      throw new Refusal(
          RpcError.parameter(path, "UNKNOWN_CHAIN", path + ": no rollup has this chain id"));
    }
    ChainId chainId = new ChainId(number.longValueExact());
    if (!chains.add(chainId)) {
      throw new Refusal(
          RpcError.parameter(path, "DUPLICATE_CHAIN", path + ": one slice per rollup")
              .chain(chainId));
    }
    return chainId;
  }

  private RawTransaction transaction(JsonValue value, String path) {
    Bytes raw = Scalars.data(value, path);
    if (raw.size() > limits.maxTransactionBytes()) {
      throw new Refusal(
          RpcError.overLimit(
              path, "TRANSACTION_TOO_LARGE", limits.maxTransactionBytes(), raw.size()));
    }
    bytes += raw.size();
    if (bytes > limits.maxBundleBytes()) {
      throw new Refusal(
          RpcError.overLimit(path, "BUNDLE_TOO_LARGE", limits.maxBundleBytes(), bytes));
    }
    return RawTransaction.of(raw);
  }

  private static List<TransactionHash> revertingHashes(ObjectReader in, int maximum) {
    List<JsonValue> items = in.array("revertingTxHashes");
    String path = in.join("revertingTxHashes");
    if (items.size() > maximum) {
      throw new Refusal(RpcError.overLimit(path, "TOO_MANY_HASHES", maximum, items.size()));
    }
    List<TransactionHash> hashes = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      hashes.add(new TransactionHash(Scalars.bytes32(items.get(i), path + "[" + i + "]")));
    }
    return hashes;
  }

  private static Level level(ObjectReader in) {
    if (in.optional("minimumLevel") == null) {
      return Level.EXECUTION;
    }
    String text = in.text("minimumLevel");
    for (Level level : Level.values()) {
      if (level.name().equals(text)) {
        return level;
      }
    }
    throw new Refusal(
        RpcError.parameter(
            "minimumLevel",
            "BAD_VALUE",
            "minimumLevel: expected EXECUTION, INCLUSION or BEST_EFFORT"));
  }

  private String replacementUuid(ObjectReader in) {
    String text = in.text("replacementUuid");
    if (text.length() > limits.maxReplacementUuidBytes()) {
      throw new Refusal(
          RpcError.overLimit(
              "replacementUuid",
              "REPLACEMENT_UUID_TOO_LONG",
              limits.maxReplacementUuidBytes(),
              text.length()));
    }
    if (!text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
      throw new Refusal(
          RpcError.parameter(
              "replacementUuid",
              "REPLACEMENT_UUID_CHARACTERS",
              "replacementUuid: printable ASCII characters only"));
    }
    return text;
  }

  private static Refusal empty(String reason, String path, String message) {
    return new Refusal(RpcError.parameter(path, reason, path + ": " + message));
  }
}
