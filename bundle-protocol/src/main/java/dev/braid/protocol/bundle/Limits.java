package dev.braid.protocol.bundle;

/**
 * The numeric network parameters, one place for all: they stand in the log, and a node's own
 * configuration may only be stricter, at ingress (design section 4).
 *
 * @param maxLifetimeMillis how far ahead of sequencing a deadline may lie
 * @param defaultLifetimeMillis lifetime of a bundle without maxTimestamp
 * @param maxBatchBytes bytes of a batch's canonical entries
 * @param maxPasses prepare passes of one round
 * @param maxAttempts verdicts against one bundle with {@code retry}
 * @param maxUncertifiedBatches batches above the newest certified one, then appending stops
 */
public record Limits(
    int maxSlicesPerBundle,
    int maxTransactionsPerBundle,
    int maxTransactionBytes,
    int maxBundleBytes,
    long maxBundleGasPerChain,
    int maxReplacementUuidBytes,
    long maxLifetimeMillis,
    long defaultLifetimeMillis,
    int maxPendingBundles,
    int maxPendingBytes,
    int maxBatchBytes,
    int maxBatchEntries,
    int maxBundlesPerRound,
    int maxPasses,
    int maxAttempts,
    int maxUncertifiedBatches,
    int maxRollups) {
  public static final Limits DEFAULT =
      new Limits(
          /* maxSlicesPerBundle= */ 16,
          /* maxTransactionsPerBundle= */ 128,
          /* maxTransactionBytes= */ 128 * 1024,
          /* maxBundleBytes= */ 512 * 1024,
          /* maxBundleGasPerChain= */ 16_777_216,
          /* maxReplacementUuidBytes= */ 64,
          /* maxLifetimeMillis= */ 600_000,
          /* defaultLifetimeMillis= */ 30_000,
          /* maxPendingBundles= */ 10_000,
          /* maxPendingBytes= */ 128 * 1024 * 1024,
          /* maxBatchBytes= */ 1024 * 1024,
          /* maxBatchEntries= */ 4_096,
          /* maxBundlesPerRound= */ 512,
          /* maxPasses= */ 8,
          /* maxAttempts= */ 16,
          /* maxUncertifiedBatches= */ 64,
          /* maxRollups= */ 256);
}
