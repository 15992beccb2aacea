package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Which network parameters make sense; each method says what is wrong, or null when nothing is. */
final class ParameterRules {
  /** More members than any log here is made for. */
  static final int MAX_MEMBERS = 32;

  private static final int MIN_BFT_MEMBERS = 5;
  private static final int MAX_NAME_CHARACTERS = 64;

  /** A bound on every limit that is a number of bytes, a time or a count: far from overflow. */
  private static final long MAX_LIMIT = 1L << 40;

  /** Gas of the smallest transaction there is: a block that has room for none is no use. */
  private static final long MIN_BLOCK_GAS = 21_000;

  private ParameterRules() {}

  static @Nullable String problem(NetworkParameters parameters) {
    String problem = problem(parameters.members(), parameters.quorum());
    if (problem == null) {
      problem = problem(parameters.limits());
    }
    if (problem == null && parameters.rollups().size() > parameters.limits().maxRollups()) {
      problem = "too many rollups";
    }
    ChainId previous = null;
    for (RollupDefinition rollup : parameters.rollups()) {
      if (problem != null) {
        return problem;
      }
      problem =
          previous != null && previous.compareTo(rollup.chainId()) >= 0
              ? "rollups are not ascending by chain id"
              : problem(rollup);
      previous = rollup.chainId();
    }
    return problem;
  }

  static @Nullable String problem(List<Address> members, Quorum quorum) {
    if (members.isEmpty() || members.size() > MAX_MEMBERS) {
      return "1 to " + MAX_MEMBERS + " members";
    }
    if (members.contains(Address.ZERO) || new LinkedHashSet<>(members).size() != members.size()) {
      return "a member is the zero address or stands twice";
    }
    return quorum == Quorum.BFT && members.size() < MIN_BFT_MEMBERS
        ? "quorum bft needs " + MIN_BFT_MEMBERS + " members"
        : null;
  }

  static @Nullable String problem(Limits limits) {
    boolean inRange =
        LongStream.of(
                limits.maxSlicesPerBundle(),
                limits.maxTransactionsPerBundle(),
                limits.maxTransactionBytes(),
                limits.maxBundleBytes(),
                limits.maxBundleGasPerChain(),
                limits.maxReplacementUuidBytes(),
                limits.maxLifetimeMillis(),
                limits.defaultLifetimeMillis(),
                limits.maxPendingBundles(),
                limits.maxPendingBytes(),
                limits.maxBatchBytes(),
                limits.maxBatchEntries(),
                limits.maxBundlesPerRound(),
                limits.maxPasses(),
                limits.maxAttempts(),
                limits.maxUncertifiedBatches(),
                limits.maxRollups())
            .allMatch(limit -> limit > 0 && limit <= MAX_LIMIT);
    if (!inRange) {
      return "a limit is out of range";
    }
    return limits.maxBundleBytes() > limits.maxBatchBytes()
            || limits.defaultLifetimeMillis() > limits.maxLifetimeMillis()
        ? "limits contradict each other"
        : null;
  }

  static @Nullable String problem(RollupDefinition rollup) {
    if (!isName(rollup.name()) || !isName(rollup.client())) {
      return "a rollup's name or client is not 1 to 64 printable ASCII characters";
    }
    if (!BlockRules.knows(rollup.blockFormat())) {
      return "unknown block format";
    }
    boolean inRange =
        rollup.blockTimeMillis() >= 0
            && rollup.blockTimeMillis() <= MAX_LIMIT
            && rollup.anchor().number() >= 0
            && rollup.anchor().number() < Long.MAX_VALUE
            && rollup.anchor().timestampSeconds() >= 0
            && rollup.anchor().timestampSeconds() <= MAX_LIMIT;
    if (!inRange) {
      return "a rollup's block time or anchor is out of range";
    }
    if (rollup.blockGasLimit() < MIN_BLOCK_GAS || rollup.blockGasLimit() > MAX_LIMIT) {
      return "a rollup's block gas limit is out of range";
    }
    if (rollup.emptyBlocks() && rollup.blockTimeMillis() == 0) {
      return "empty blocks without a block time";
    }
    return Address.ZERO.equals(rollup.operator()) ? "the operator is the zero address" : null;
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_NAME_CHARACTERS
        && text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
  }
}
