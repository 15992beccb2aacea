package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.ChainId;

/** Rounds' decisions: the blocks that they name and what stands in them. */
final class DecisionCodec {
  private DecisionCodec() {}

  static LogProto.RoundDecided toProto(Entry.RoundDecided entry) {
    LogProto.RoundDecided.Builder wire = LogProto.RoundDecided.newBuilder();
    entry.rollups().forEach(rollup -> wire.addRollups(toProto(rollup)));
    entry
        .included()
        .forEach(
            included -> {
              LogProto.IncludedBundle.Builder bundle =
                  wire.addIncludedBuilder().setId(to(included.id()));
              included.slices().forEach(slice -> bundle.addSlices(toProto(slice)));
            });
    entry
        .rejected()
        .forEach(
            rejected ->
                wire.addRejectedBuilder()
                    .setId(to(rejected.id()))
                    .setReason(to(rejected.reason())));
    return wire.build();
  }

  static Entry.RoundDecided fromProto(LogProto.RoundDecided wire) {
    return new Entry.RoundDecided(
        wire.getRollupsList().stream().map(DecisionCodec::decision).toList(),
        wire.getIncludedList().stream()
            .map(
                included ->
                    new Entry.IncludedBundle(
                        ValueCodec.bundleId(included.getId()),
                        included.getSlicesList().stream().map(DecisionCodec::result).toList()))
            .toList(),
        wire.getRejectedList().stream()
            .map(
                rejected ->
                    new Entry.RejectedBundle(
                        ValueCodec.bundleId(rejected.getId()),
                        ValueCodec.reason(rejected.getReason())))
            .toList());
  }

  private static LogProto.RollupDecision toProto(Entry.RollupDecision decision) {
    LogProto.RollupDecision.Builder wire =
        LogProto.RollupDecision.newBuilder()
            .setChainId(decision.chainId().value())
            .setHeader(toProto(decision.header()))
            .setBlockHash(to(decision.blockHash()));
    decision.systemTransactions().forEach(raw -> wire.addSystemTransactions(to(raw)));
    decision.references().forEach(position -> wire.addReferences(to(position)));
    decision
        .withdrawals()
        .forEach(
            withdrawal ->
                wire.addWithdrawalsBuilder()
                    .setIndex(withdrawal.index())
                    .setValidatorIndex(withdrawal.validatorIndex())
                    .setAddress(to(withdrawal.address()))
                    .setAmountGwei(withdrawal.amountGwei()));
    decision.executionRequests().forEach(request -> wire.addExecutionRequests(to(request)));
    return wire.build();
  }

  private static Entry.RollupDecision decision(LogProto.RollupDecision wire) {
    return new Entry.RollupDecision(
        new ChainId(wire.getChainId()),
        header(wire.getHeader()),
        ValueCodec.blockHash(wire.getBlockHash()),
        wire.getSystemTransactionsList().stream().map(ValueCodec::bytes).toList(),
        wire.getReferencesList().stream().map(ValueCodec::position).toList(),
        wire.getWithdrawalsList().stream()
            .map(
                withdrawal ->
                    new Withdrawal(
                        withdrawal.getIndex(),
                        withdrawal.getValidatorIndex(),
                        ValueCodec.address(withdrawal.getAddress()),
                        withdrawal.getAmountGwei()))
            .toList(),
        wire.getExecutionRequestsList().stream().map(ValueCodec::bytes).toList());
  }

  static LogProto.SliceResult toProto(Entry.SliceResult result) {
    LogProto.SliceResult.Builder wire =
        LogProto.SliceResult.newBuilder()
            .setChainId(result.chainId().value())
            .setFirstIndex(result.firstIndex())
            .setPayment(to(result.payment()));
    result
        .transactions()
        .forEach(
            transaction ->
                wire.addTransactionsBuilder()
                    .setSuccess(transaction.success())
                    .setGasUsed(transaction.gasUsed()));
    return wire.build();
  }

  static Entry.SliceResult result(LogProto.SliceResult wire) {
    return new Entry.SliceResult(
        new ChainId(wire.getChainId()),
        ValueCodec.index(wire.getFirstIndex()),
        wire.getTransactionsList().stream()
            .map(
                transaction ->
                    new Entry.TransactionResult(transaction.getSuccess(), transaction.getGasUsed()))
            .toList(),
        ValueCodec.number(wire.getPayment()));
  }

  private static LogProto.BlockHeader toProto(BlockHeader header) {
    LogProto.BlockHeader.Builder wire =
        LogProto.BlockHeader.newBuilder()
            .setParentHash(to(header.parentHash()))
            .setOmmersHash(to(header.ommersHash()))
            .setBeneficiary(to(header.beneficiary()))
            .setStateRoot(to(header.stateRoot()))
            .setTransactionsRoot(to(header.transactionsRoot()))
            .setReceiptsRoot(to(header.receiptsRoot()))
            .setLogsBloom(to(header.logsBloom()))
            .setDifficulty(to(header.difficulty()))
            .setNumber(header.number())
            .setGasLimit(header.gasLimit())
            .setGasUsed(header.gasUsed())
            .setTimestampSeconds(header.timestampSeconds())
            .setExtraData(to(header.extraData()))
            .setMixHash(to(header.mixHash()))
            .setNonce(to(header.nonce()));
    if (header.baseFeePerGas() != null) {
      wire.setBaseFeePerGas(to(header.baseFeePerGas()));
    }
    if (header.withdrawalsRoot() != null) {
      wire.setWithdrawalsRoot(to(header.withdrawalsRoot()));
    }
    if (header.blobGasUsed() != null) {
      wire.setBlobGasUsed(header.blobGasUsed());
    }
    if (header.excessBlobGas() != null) {
      wire.setExcessBlobGas(header.excessBlobGas());
    }
    if (header.parentBeaconBlockRoot() != null) {
      wire.setParentBeaconBlockRoot(to(header.parentBeaconBlockRoot()));
    }
    if (header.requestsHash() != null) {
      wire.setRequestsHash(to(header.requestsHash()));
    }
    return wire.build();
  }

  private static BlockHeader header(LogProto.BlockHeader wire) {
    return new BlockHeader(
        ValueCodec.blockHash(wire.getParentHash()),
        ValueCodec.bytes32(wire.getOmmersHash()),
        ValueCodec.address(wire.getBeneficiary()),
        ValueCodec.bytes32(wire.getStateRoot()),
        ValueCodec.bytes32(wire.getTransactionsRoot()),
        ValueCodec.bytes32(wire.getReceiptsRoot()),
        ValueCodec.bytes(wire.getLogsBloom()),
        ValueCodec.number(wire.getDifficulty()),
        wire.getNumber(),
        wire.getGasLimit(),
        wire.getGasUsed(),
        wire.getTimestampSeconds(),
        ValueCodec.bytes(wire.getExtraData()),
        ValueCodec.bytes32(wire.getMixHash()),
        ValueCodec.bytes(wire.getNonce()),
        wire.hasBaseFeePerGas() ? ValueCodec.number(wire.getBaseFeePerGas()) : null,
        wire.hasWithdrawalsRoot() ? ValueCodec.bytes32(wire.getWithdrawalsRoot()) : null,
        wire.hasBlobGasUsed() ? (Long) wire.getBlobGasUsed() : null,
        wire.hasExcessBlobGas() ? (Long) wire.getExcessBlobGas() : null,
        wire.hasParentBeaconBlockRoot()
            ? ValueCodec.bytes32(wire.getParentBeaconBlockRoot())
            : null,
        wire.hasRequestsHash() ? ValueCodec.bytes32(wire.getRequestsHash()) : null);
  }
}
