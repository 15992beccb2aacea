package dev.braid.protocol.bundle;

import static dev.braid.protocol.bundle.BundleViolation.Code;
import static dev.braid.protocol.bundle.BundleViolation.of;

import dev.braid.protocol.bundle.DecodedBundle.DecodedSlice;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.IntrinsicGas;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.SenderRecovery;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The static rules of a bundle's transactions: kind, chain, gas, and who sent them. */
public final class TransactionRules {
  private TransactionRules() {}

  /** Decodes every transaction and checks what stands in it; senders are not recovered. */
  static BundleCheck check(Bundle bundle, Limits limits) {
    List<DecodedSlice> decoded = new ArrayList<>();
    for (int i = 0; i < bundle.slices().size(); i++) {
      Slice slice = bundle.slices().get(i);
      List<Transaction> transactions = new ArrayList<>();
      for (int j = 0; j < slice.transactions().size(); j++) {
        RawTransaction raw = slice.transactions().get(j);
        DecodeResult result = TransactionDecoder.decode(raw);
        BundleViolation violation = violation(result, slice, path(i, j));
        if (violation != null) {
          return new BundleCheck.Refused(violation.on(slice.chainId(), raw.hash(), j));
        }
        transactions.add(((DecodeResult.Decoded) result).transaction());
      }
      BundleViolation violation = gas(slice, transactions, i, limits);
      if (violation != null) {
        return new BundleCheck.Refused(violation);
      }
      decoded.add(new DecodedSlice(slice.chainId(), transactions));
    }
    return new BundleCheck.Accepted(new DecodedBundle(BundleDigest.id(bundle), bundle, decoded));
  }

  /**
   * Recovers who signed each transaction; a sender's nonces must rise within a slice. Heavy on the
   * processor: done once, at ingress.
   */
  public static BundleCheck.Senders senders(DecodedBundle bundle, SenderRecovery recovery) {
    List<List<Address>> senders = new ArrayList<>();
    for (int i = 0; i < bundle.slices().size(); i++) {
      DecodedSlice slice = bundle.slices().get(i);
      List<Address> ofSlice = new ArrayList<>();
      Map<Address, Long> lastNonces = new LinkedHashMap<>();
      for (int j = 0; j < slice.transactions().size(); j++) {
        Transaction transaction = slice.transactions().get(j);
        Address sender = recovery.sender(transaction);
        BundleViolation violation =
            sender == null
                ? of(Code.NO_SENDER, path(i, j), "the signature fits no key")
                : nonce(lastNonces.put(sender, transaction.nonce()), transaction, path(i, j));
        if (violation != null) {
          return new BundleCheck.Refused(violation.on(slice.chainId(), transaction.hash(), j));
        }
        if (sender != null) {
          ofSlice.add(sender);
        }
      }
      senders.add(ofSlice);
    }
    return new BundleCheck.Recovered(senders);
  }

  private static @Nullable BundleViolation violation(
      DecodeResult result, Slice slice, String path) {
    return switch (result) {
      case DecodeResult.Malformed(String field, String why) ->
          of(
              Code.MALFORMED_TRANSACTION,
              path,
              field.isEmpty() ? "malformed: " + why : "malformed: " + field + ": " + why);
      case DecodeResult.Refused(int type, String why) ->
          of(Code.UNSUPPORTED_TRANSACTION, path, why);
      case DecodeResult.Decoded(Transaction transaction) -> {
        if (!transaction.chainId().equals(slice.chainId())) {
          yield of(
                  Code.CHAIN_ID_MISMATCH,
                  path,
                  "signed for chain "
                      + transaction.chainId()
                      + ", its slice names "
                      + slice.chainId())
              .limit(slice.chainId().value(), transaction.chainId().value());
        }
        long needed = IntrinsicGas.of(transaction);
        yield transaction.gasLimit() >= needed
            ? null
            : of(Code.INTRINSIC_GAS, path, "the gas limit lies below the intrinsic gas")
                .limit(needed, transaction.gasLimit());
      }
    };
  }

  private static @Nullable BundleViolation gas(
      Slice slice, List<Transaction> transactions, int index, Limits limits) {
    long sum = 0;
    for (Transaction transaction : transactions) {
      long limit = transaction.gasLimit();
      sum = limit > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + limit;
    }
    return sum <= limits.maxBundleGasPerChain()
        ? null
        : of(
                Code.GAS_LIMIT,
                "slices[" + index + "].txs",
                "the gas limits add up to too much for one rollup")
            .limit(limits.maxBundleGasPerChain(), sum)
            .on(slice.chainId());
  }

  private static @Nullable BundleViolation nonce(
      @Nullable Long last, Transaction transaction, String path) {
    if (last == null || last < transaction.nonce()) {
      return null;
    }
    return last == transaction.nonce()
        ? of(Code.DUPLICATE_NONCE, path, "its sender uses this nonce twice in the slice")
        : of(Code.NONCE_FALLS, path, "its sender's nonce falls within the slice");
  }

  private static String path(int slice, int transaction) {
    return "slices[" + slice + "].txs[" + transaction + "]";
  }
}
