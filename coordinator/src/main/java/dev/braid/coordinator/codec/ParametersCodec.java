package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.ChainId;

/** Network parameters. */
final class ParametersCodec {
  private ParametersCodec() {}

  static LogProto.NetworkParameters toProto(NetworkParameters parameters) {
    LogProto.NetworkParameters.Builder wire =
        LogProto.NetworkParameters.newBuilder()
            .setRulesVersion(parameters.rulesVersion())
            .setLimits(toProto(parameters.limits()))
            .setQuorum(to(parameters.quorum()));
    parameters.members().forEach(member -> wire.addMembers(to(member)));
    parameters.rollups().forEach(rollup -> wire.addRollups(toProto(rollup)));
    return wire.build();
  }

  static NetworkParameters fromProto(LogProto.NetworkParameters wire) {
    return new NetworkParameters(
        wire.getRulesVersion(),
        limits(wire.getLimits()),
        ValueCodec.quorum(wire.getQuorum()),
        wire.getMembersList().stream().map(ValueCodec::address).toList(),
        wire.getRollupsList().stream().map(ParametersCodec::fromProto).toList());
  }

  static LogProto.RollupDefinition toProto(RollupDefinition rollup) {
    LogProto.RollupDefinition.Builder wire =
        LogProto.RollupDefinition.newBuilder()
            .setChainId(rollup.chainId().value())
            .setName(rollup.name())
            .setClient(rollup.client())
            .setLevel(to(rollup.level()))
            .setBlockFormat(rollup.blockFormat())
            .setBlockTimeMillis(rollup.blockTimeMillis())
            .setAnchor(to(rollup.anchor()))
            .setEmptyBlocks(rollup.emptyBlocks())
            .setFeeRecipient(to(rollup.feeRecipient()))
            .setBlockGasLimit(rollup.blockGasLimit());
    if (rollup.operator() != null) {
      wire.setOperator(to(rollup.operator()));
    }
    return wire.build();
  }

  static RollupDefinition fromProto(LogProto.RollupDefinition wire) {
    return new RollupDefinition(
        new ChainId(wire.getChainId()),
        wire.getName(),
        wire.getClient(),
        ValueCodec.level(wire.getLevel()),
        wire.getBlockFormat(),
        wire.getBlockTimeMillis(),
        wire.getEmptyBlocks(),
        ValueCodec.address(wire.getFeeRecipient()),
        wire.getBlockGasLimit(),
        ValueCodec.blockRef(wire.getAnchor()),
        wire.getOperator().isEmpty() ? null : ValueCodec.address(wire.getOperator()));
  }

  private static LogProto.Limits toProto(Limits limits) {
    return LogProto.Limits.newBuilder()
        .setMaxSlicesPerBundle(limits.maxSlicesPerBundle())
        .setMaxTransactionsPerBundle(limits.maxTransactionsPerBundle())
        .setMaxTransactionBytes(limits.maxTransactionBytes())
        .setMaxBundleBytes(limits.maxBundleBytes())
        .setMaxBundleGasPerChain(limits.maxBundleGasPerChain())
        .setMaxReplacementUuidBytes(limits.maxReplacementUuidBytes())
        .setMaxLifetimeMillis(limits.maxLifetimeMillis())
        .setDefaultLifetimeMillis(limits.defaultLifetimeMillis())
        .setMaxPendingBundles(limits.maxPendingBundles())
        .setMaxPendingBytes(limits.maxPendingBytes())
        .setMaxBatchBytes(limits.maxBatchBytes())
        .setMaxBatchEntries(limits.maxBatchEntries())
        .setMaxBundlesPerRound(limits.maxBundlesPerRound())
        .setMaxPasses(limits.maxPasses())
        .setMaxAttempts(limits.maxAttempts())
        .setMaxUncertifiedBatches(limits.maxUncertifiedBatches())
        .setMaxRollups(limits.maxRollups())
        .build();
  }

  private static Limits limits(LogProto.Limits wire) {
    return new Limits(
        wire.getMaxSlicesPerBundle(),
        wire.getMaxTransactionsPerBundle(),
        wire.getMaxTransactionBytes(),
        wire.getMaxBundleBytes(),
        wire.getMaxBundleGasPerChain(),
        wire.getMaxReplacementUuidBytes(),
        wire.getMaxLifetimeMillis(),
        wire.getDefaultLifetimeMillis(),
        wire.getMaxPendingBundles(),
        wire.getMaxPendingBytes(),
        wire.getMaxBatchBytes(),
        wire.getMaxBatchEntries(),
        wire.getMaxBundlesPerRound(),
        wire.getMaxPasses(),
        wire.getMaxAttempts(),
        wire.getMaxUncertifiedBatches(),
        wire.getMaxRollups());
  }
}
