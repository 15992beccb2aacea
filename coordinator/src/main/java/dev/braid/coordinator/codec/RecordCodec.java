package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import dev.braid.proto.v1.LogProto;
import dev.braid.proto.v1.StoreProto;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.BundleRecord.Placed;
import dev.braid.protocol.log.BundleRecord.SliceRecord;
import dev.braid.protocol.log.BundleRecord.SliceState;
import dev.braid.protocol.log.BundleRecord.Step;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.types.ChainId;

/** What the store keeps of a bundle. */
public final class RecordCodec {
  private RecordCodec() {}

  public static byte[] encode(BundleRecord bundle) {
    StoreProto.BundleRecord.Builder wire =
        StoreProto.BundleRecord.newBuilder()
            .setId(to(bundle.id()))
            .setState(to(bundle.state()))
            .setPosition(to(bundle.position()))
            .setDeadlineSeconds(bundle.deadlineSeconds())
            .setSubmitter(to(bundle.submitter()))
            .setLevel(to(bundle.level()))
            .setOrdinary(bundle.ordinary())
            .setAttempts(bundle.attempts());
    bundle.slices().forEach(slice -> wire.addSlices(toProto(slice)));
    if (bundle.reason() != null) {
      wire.setReason(to(bundle.reason()));
    }
    if (bundle.replacedBy() != null) {
      wire.setReplacedBy(to(bundle.replacedBy()));
    }
    if (bundle.decision() != null) {
      wire.setDecision(to(bundle.decision()));
    }
    bundle
        .history()
        .forEach(
            step ->
                wire.addHistoryBuilder()
                    .setState(to(step.state()))
                    .setCursor(to(step.cursor()))
                    .setTimeMillis(step.timeMillis()));
    return wire.build().toByteArray();
  }

  /** Throws {@link CodecException} for anything that is no record. */
  public static BundleRecord decode(byte[] bytes) {
    return LogCodec.decode(
        "bundle record", () -> fromProto(StoreProto.BundleRecord.parseFrom(bytes)));
  }

  private static BundleRecord fromProto(StoreProto.BundleRecord wire) {
    return new BundleRecord(
        ValueCodec.bundleId(wire.getId()),
        ValueCodec.bundleState(wire.getState()),
        ValueCodec.position(wire.getPosition()),
        wire.getDeadlineSeconds(),
        ValueCodec.address(wire.getSubmitter()),
        ValueCodec.level(wire.getLevel()),
        wire.getOrdinary(),
        wire.getSlicesList().stream().map(RecordCodec::slice).toList(),
        wire.hasReason() ? ValueCodec.reason(wire.getReason()) : null,
        wire.getReplacedBy().isEmpty() ? null : ValueCodec.bundleId(wire.getReplacedBy()),
        wire.getAttempts(),
        wire.hasDecision() ? ValueCodec.position(wire.getDecision()) : null,
        wire.getHistoryList().stream()
            .map(
                step ->
                    new Step(
                        ValueCodec.bundleState(step.getState()),
                        ValueCodec.position(step.getCursor()),
                        step.getTimeMillis()))
            .toList());
  }

  private static StoreProto.BundleRecord.SliceRecord toProto(SliceRecord slice) {
    StoreProto.BundleRecord.SliceRecord.Builder wire =
        StoreProto.BundleRecord.SliceRecord.newBuilder()
            .setChainId(slice.chainId().value())
            .setStateValue(slice.state().code());
    slice.transactionHashes().forEach(hash -> wire.addTransactionHashes(to(hash)));
    Placed placed = slice.placed();
    if (placed != null) {
      StoreProto.BundleRecord.Placed.Builder at =
          wire.getPlacedBuilder()
              .setBlockNumber(placed.blockNumber())
              .setBlockHash(to(placed.blockHash()))
              .setFirstIndex(placed.firstIndex())
              .setPayment(to(placed.payment()));
      placed
          .results()
          .forEach(
              result ->
                  at.addResultsBuilder().setSuccess(result.success()).setGasUsed(result.gasUsed()));
    }
    return wire.build();
  }

  private static SliceRecord slice(StoreProto.BundleRecord.SliceRecord wire) {
    return new SliceRecord(
        new ChainId(wire.getChainId()),
        sliceState(wire.getStateValue()),
        wire.getTransactionHashesList().stream().map(ValueCodec::transactionHash).toList(),
        wire.hasPlaced() ? placed(wire.getPlaced()) : null);
  }

  private static Placed placed(StoreProto.BundleRecord.Placed wire) {
    return new Placed(
        wire.getBlockNumber(),
        ValueCodec.blockHash(wire.getBlockHash()),
        ValueCodec.index(wire.getFirstIndex()),
        wire.getResultsList().stream().map(RecordCodec::result).toList(),
        ValueCodec.number(wire.getPayment()));
  }

  private static Entry.TransactionResult result(LogProto.TransactionResult wire) {
    return new Entry.TransactionResult(wire.getSuccess(), wire.getGasUsed());
  }

  private static SliceState sliceState(int code) {
    for (SliceState state : SliceState.values()) {
      if (state.code() == code) {
        return state;
      }
    }
    throw new CodecException("unknown slice state");
  }
}
