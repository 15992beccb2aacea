package dev.braid.protocol.bundle;

import static dev.braid.protocol.bundle.BundleViolation.Code;
import static dev.braid.protocol.bundle.BundleViolation.of;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.TransactionHash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The static rules of a bundle (api.md, Bundle): what can be said without a clock, an account or an
 * engine. Ingress tells the submitter the first rule that is broken; members check the same before
 * they sign (D4).
 */
public final class BundleRules {
  private BundleRules() {}

  /** The level that a rollup of the network offers, or null when there is no such rollup. */
  @FunctionalInterface
  public interface RollupLevels {
    @Nullable Level of(ChainId chainId);
  }

  /** Checks everything but time, senders and the submitter's signature; cheap rules first. */
  public static BundleCheck check(Bundle bundle, Limits limits, RollupLevels rollups) {
    BundleViolation violation = shape(bundle, limits);
    if (violation == null) {
      violation = numbers(bundle);
    }
    if (violation == null) {
      violation = replacement(bundle, limits);
    }
    if (violation == null) {
      violation = chains(bundle, rollups);
    }
    if (violation == null) {
      violation = transactionHashes(bundle);
    }
    return violation != null
        ? new BundleCheck.Refused(violation)
        : TransactionRules.check(bundle, limits);
  }

  /**
   * Checks the deadline against the time at which the bundle is or would be sequenced.
   *
   * @param timeMillis the log's time, Unix milliseconds
   */
  public static @Nullable BundleViolation checkDeadline(
      Bundle bundle, Limits limits, long timeMillis) {
    long deadline = bundle.maxTimestampSeconds();
    if (deadline == 0) {
      return null;
    }
    long now = Math.floorDiv(timeMillis, 1000L);
    if (deadline < now) {
      return of(Code.DEADLINE_PASSED, "maxTimestamp", "the deadline has passed")
          .limit(now, deadline);
    }
    long latest = Math.floorDiv(timeMillis + limits.maxLifetimeMillis(), 1000L);
    if (deadline > latest) {
      return of(Code.DEADLINE_TOO_FAR, "maxTimestamp", "the deadline lies too far ahead")
          .limit(latest, deadline);
    }
    return null;
  }

  /** What the format holds and hashes already, but these rules do not carry out yet. */
  public static @Nullable BundleViolation notYet(Bundle bundle) {
    if (bundle.retry()) {
      return of(Code.NOT_YET, "retry", "retry is not offered yet");
    }
    if (!bundle.replacementUuid().isEmpty()) {
      return of(Code.NOT_YET, "replacementUuid", "replacement is not offered yet");
    }
    return null;
  }

  private static @Nullable BundleViolation shape(Bundle bundle, Limits limits) {
    List<Slice> slices = bundle.slices();
    if (slices.isEmpty()) {
      return of(Code.EMPTY_BUNDLE, "slices", "a bundle needs a slice");
    }
    if (slices.size() > limits.maxSlicesPerBundle()) {
      return of(Code.TOO_MANY_SLICES, "slices", "too many slices")
          .limit(limits.maxSlicesPerBundle(), slices.size());
    }
    long count = 0;
    long bytes = 0;
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      String txs = "slices[" + i + "].txs";
      if (slice.transactions().isEmpty()) {
        return of(Code.EMPTY_SLICE, txs, "a slice needs a transaction").on(slice.chainId());
      }
      for (int j = 0; j < slice.transactions().size(); j++) {
        RawTransaction transaction = slice.transactions().get(j);
        int size = transaction.raw().size();
        if (size > limits.maxTransactionBytes()) {
          return of(Code.TRANSACTION_TOO_LARGE, txs + "[" + j + "]", "too many bytes")
              .limit(limits.maxTransactionBytes(), size)
              .on(slice.chainId(), transaction.hash(), j);
        }
        bytes += size;
      }
      count += slice.transactions().size();
    }
    if (count > limits.maxTransactionsPerBundle()) {
      return of(Code.TOO_MANY_TRANSACTIONS, "slices", "too many transactions")
          .limit(limits.maxTransactionsPerBundle(), count);
    }
    if (bytes > limits.maxBundleBytes()) {
      return of(Code.BUNDLE_TOO_LARGE, "slices", "the transactions have too many bytes")
          .limit(limits.maxBundleBytes(), bytes);
    }
    return null;
  }

  private static @Nullable BundleViolation numbers(Bundle bundle) {
    if (bundle.minTimestampSeconds() < 0) {
      return outOfRange("minTimestamp");
    }
    if (bundle.maxTimestampSeconds() < 0) {
      return outOfRange("maxTimestamp");
    }
    if (bundle.replacementNonce() < 0) {
      return outOfRange("replacementNonce");
    }
    if (isEmptyRange(bundle.minTimestampSeconds(), bundle.maxTimestampSeconds())) {
      return of(Code.EMPTY_TIME_RANGE, "maxTimestamp", "minTimestamp lies above maxTimestamp")
          .limit(bundle.minTimestampSeconds(), bundle.maxTimestampSeconds());
    }
    for (int i = 0; i < bundle.slices().size(); i++) {
      Slice slice = bundle.slices().get(i);
      String path = "slices[" + i + "].";
      if (slice.minBlock() < 0) {
        return outOfRange(path + "minBlock");
      }
      if (slice.maxBlock() < 0) {
        return outOfRange(path + "maxBlock");
      }
      if (isEmptyRange(slice.minBlock(), slice.maxBlock())) {
        return of(Code.EMPTY_BLOCK_RANGE, path + "maxBlock", "minBlock lies above maxBlock")
            .limit(slice.minBlock(), slice.maxBlock())
            .on(slice.chainId());
      }
    }
    return null;
  }

  private static boolean isEmptyRange(long min, long max) {
    return max != 0 && min > max;
  }

  private static BundleViolation outOfRange(String field) {
    return of(Code.NUMBER_OUT_OF_RANGE, field, "must lie in 0 .. 2^63-1");
  }

  private static @Nullable BundleViolation replacement(Bundle bundle, Limits limits) {
    String uuid = bundle.replacementUuid();
    if (uuid.isEmpty()) {
      return bundle.replacementNonce() == 0
          ? null
          : of(
              Code.REPLACEMENT_UUID_MISSING,
              "replacementNonce",
              "a replacementNonce needs a replacementUuid");
    }
    if (uuid.length() > limits.maxReplacementUuidBytes()) {
      return of(Code.REPLACEMENT_UUID_TOO_LONG, "replacementUuid", "too many characters")
          .limit(limits.maxReplacementUuidBytes(), uuid.length());
    }
    if (!uuid.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
      return of(
          Code.REPLACEMENT_UUID_CHARACTERS, "replacementUuid", "only printable ASCII is taken");
    }
    if (bundle.isAnonymous()) {
      return of(
          Code.REPLACEMENT_NEEDS_SUBMITTER,
          "replacementUuid",
          "only a bundle with a submitter can be replaced");
    }
    return null;
  }

  private static @Nullable BundleViolation chains(Bundle bundle, RollupLevels rollups) {
    Set<ChainId> seen = new LinkedHashSet<>();
    for (int i = 0; i < bundle.slices().size(); i++) {
      ChainId chain = bundle.slices().get(i).chainId();
      String field = "slices[" + i + "].chainId";
      if (!seen.add(chain)) {
        return of(Code.DUPLICATE_CHAIN, field, "two slices name this chain").on(chain);
      }
      Level level = rollups.of(chain);
      if (level == null) {
        return of(Code.UNKNOWN_CHAIN, field, "no rollup of this network has this chain id")
            .on(chain);
      }
      if (!level.satisfies(bundle.minimumLevel())) {
        return of(
                Code.LEVEL,
                "minimumLevel",
                "rollup " + chain + " offers " + level + ", not " + bundle.minimumLevel())
            .on(chain);
      }
    }
    return null;
  }

  private static @Nullable BundleViolation transactionHashes(Bundle bundle) {
    Set<TransactionHash> seen = new LinkedHashSet<>();
    for (int i = 0; i < bundle.slices().size(); i++) {
      Slice slice = bundle.slices().get(i);
      Set<TransactionHash> ofSlice = new LinkedHashSet<>();
      for (int j = 0; j < slice.transactions().size(); j++) {
        TransactionHash hash = slice.transactions().get(j).hash();
        ofSlice.add(hash);
        if (!seen.add(hash)) {
          return of(
                  Code.DUPLICATE_TRANSACTION,
                  "slices[" + i + "].txs[" + j + "]",
                  "stands twice in the bundle")
              .on(slice.chainId(), hash, j);
        }
      }
      Set<TransactionHash> named = new LinkedHashSet<>();
      List<TransactionHash> reverting = slice.revertingTransactionHashes();
      for (int j = 0; j < reverting.size(); j++) {
        TransactionHash hash = reverting.get(j);
        String field = "slices[" + i + "].revertingTxHashes[" + j + "]";
        if (!ofSlice.contains(hash)) {
          return of(Code.UNKNOWN_REVERTING_HASH, field, "names no transaction of its slice")
              .on(slice.chainId(), hash, -1);
        }
        if (!named.add(hash)) {
          return of(Code.DUPLICATE_REVERTING_HASH, field, "stands twice")
              .on(slice.chainId(), hash, -1);
        }
      }
    }
    return null;
  }
}
