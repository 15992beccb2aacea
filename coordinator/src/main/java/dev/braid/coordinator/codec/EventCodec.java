package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;

/** What entries did. */
public final class EventCodec {
  private EventCodec() {}

  public static LogProto.LogEvent toProto(LogEvent event) {
    LogProto.LogEvent.Builder wire = LogProto.LogEvent.newBuilder().setCursor(to(event.cursor()));
    switch (event) {
      case LogEvent.Sequenced sequenced ->
          wire.getSequencedBuilder()
              .setEntry(EntryCodec.toProto(sequenced.entry()))
              .setDeadlineSeconds(sequenced.deadlineSeconds())
              .setLevel(to(sequenced.level()));
      case LogEvent.Decided decided -> {
        LogProto.LogEvent.Decided.Builder builder =
            wire.getDecidedBuilder().setId(to(decided.id()));
        decided.slices().forEach(slice -> builder.addSlices(toProto(slice)));
      }
      case LogEvent.SliceAdopted adopted ->
          wire.getSliceAdoptedBuilder()
              .setId(to(adopted.id()))
              .setChainId(adopted.chainId().value());
      case LogEvent.Finished finished -> {
        LogProto.LogEvent.Finished.Builder builder =
            wire.getFinishedBuilder()
                .setId(to(finished.id()))
                .setState(to(finished.state()))
                .setInRound(finished.inRound());
        if (finished.reason() != null) {
          builder.setReason(to(finished.reason()));
        }
        if (finished.replacedBy() != null) {
          builder.setReplacedBy(to(finished.replacedBy()));
        }
      }
      case LogEvent.RoundDecided decided ->
          wire.setRoundDecided(DecisionCodec.toProto(decided.entry()));
      case LogEvent.RollupAdopted adopted ->
          wire.setRollupAdopted(EntryCodec.toProto(adopted.entry()));
      case LogEvent.NetworkChanged changed ->
          wire.setNetworkChanged(EntryCodec.toProto(changed.entry()));
    }
    return wire.build();
  }

  public static LogEvent fromProto(LogProto.LogEvent wire) {
    Position cursor = ValueCodec.position(wire.getCursor());
    return switch (wire.getKindCase()) {
      case SEQUENCED ->
          new LogEvent.Sequenced(
              cursor,
              EntryCodec.fromProto(wire.getSequenced().getEntry()),
              wire.getSequenced().getDeadlineSeconds(),
              ValueCodec.level(wire.getSequenced().getLevel()));
      case DECIDED ->
          new LogEvent.Decided(
              cursor,
              ValueCodec.bundleId(wire.getDecided().getId()),
              wire.getDecided().getSlicesList().stream().map(EventCodec::slice).toList());
      case SLICE_ADOPTED ->
          new LogEvent.SliceAdopted(
              cursor,
              ValueCodec.bundleId(wire.getSliceAdopted().getId()),
              new ChainId(wire.getSliceAdopted().getChainId()));
      case FINISHED -> finished(cursor, wire.getFinished());
      case ROUND_DECIDED ->
          new LogEvent.RoundDecided(cursor, DecisionCodec.fromProto(wire.getRoundDecided()));
      case ROLLUP_ADOPTED ->
          new LogEvent.RollupAdopted(cursor, EntryCodec.fromProto(wire.getRollupAdopted()));
      case NETWORK_CHANGED ->
          new LogEvent.NetworkChanged(cursor, EntryCodec.fromProto(wire.getNetworkChanged()));
      case KIND_NOT_SET -> throw new CodecException("unknown kind of event");
    };
  }

  private static LogEvent finished(Position cursor, LogProto.LogEvent.Finished wire) {
    return new LogEvent.Finished(
        cursor,
        ValueCodec.bundleId(wire.getId()),
        ValueCodec.bundleState(wire.getState()),
        wire.hasReason() ? ValueCodec.reason(wire.getReason()) : null,
        wire.getReplacedBy().isEmpty() ? null : ValueCodec.bundleId(wire.getReplacedBy()),
        wire.getInRound());
  }

  static LogProto.LogEvent.DecidedSlice toProto(LogEvent.DecidedSlice slice) {
    return LogProto.LogEvent.DecidedSlice.newBuilder()
        .setBlockNumber(slice.blockNumber())
        .setBlockHash(to(slice.blockHash()))
        .setResult(DecisionCodec.toProto(slice.result()))
        .build();
  }

  static LogEvent.DecidedSlice slice(LogProto.LogEvent.DecidedSlice wire) {
    return new LogEvent.DecidedSlice(
        wire.getBlockNumber(),
        ValueCodec.blockHash(wire.getBlockHash()),
        DecisionCodec.result(wire.getResult()));
  }
}
