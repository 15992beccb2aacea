package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.types.ChainId;
import java.util.List;

/** Entries of the log, every kind. */
public final class EntryCodec {
  private EntryCodec() {}

  public static LogProto.Entry toProto(Entry entry) {
    LogProto.Entry.Builder wire = LogProto.Entry.newBuilder();
    switch (entry) {
      case Entry.NetworkStarted started ->
          wire.getNetworkStartedBuilder()
              .setParameters(ParametersCodec.toProto(started.parameters()))
              .setSalt(to(started.salt()));
      case Entry.ParametersChanged changed ->
          wire.getParametersChangedBuilder()
              .setParameters(ParametersCodec.toProto(changed.parameters()))
              .addAllSignatures(signatures(changed.signatures()));
      case Entry.BundleSequenced sequenced -> wire.setBundleSequenced(toProto(sequenced));
      case Entry.BundleCancelled cancelled ->
          wire.getBundleCancelledBuilder()
              .setId(to(cancelled.id()))
              .setAuthorization(BundleCodec.toProto(cancelled.authorization()));
      case Entry.BundlesDropped dropped -> {
        LogProto.BundlesDropped.Builder builder = wire.getBundlesDroppedBuilder();
        dropped
            .drops()
            .forEach(
                drop ->
                    builder.addDropsBuilder().setId(to(drop.id())).setReason(to(drop.reason())));
      }
      case Entry.RoundDecided decided -> wire.setRoundDecided(DecisionCodec.toProto(decided));
      case Entry.RollupAdopted adopted -> wire.setRollupAdopted(toProto(adopted));
      case Entry.LeaderClaimed claimed ->
          wire.getLeaderClaimedBuilder().setMember(to(claimed.member()));
      case Entry.RollupChanged changed -> wire.setRollupChanged(toProto(changed));
      case Entry.MemberChanged changed -> {
        LogProto.MemberChanged.Builder builder = wire.getMemberChangedBuilder();
        changed.members().forEach(member -> builder.addMembers(to(member)));
        builder.setQuorum(to(changed.quorum())).addAllSignatures(signatures(changed.signatures()));
      }
    }
    return wire.build();
  }

  /** Throws {@link CodecException} for a kind that this build does not know. */
  public static Entry fromProto(LogProto.Entry wire) {
    return switch (wire.getKindCase()) {
      case NETWORK_STARTED ->
          new Entry.NetworkStarted(
              ParametersCodec.fromProto(wire.getNetworkStarted().getParameters()),
              ValueCodec.bytes32(wire.getNetworkStarted().getSalt()));
      case PARAMETERS_CHANGED ->
          new Entry.ParametersChanged(
              ParametersCodec.fromProto(wire.getParametersChanged().getParameters()),
              memberSignatures(wire.getParametersChanged().getSignaturesList()));
      case BUNDLE_SEQUENCED -> fromProto(wire.getBundleSequenced());
      case BUNDLE_CANCELLED ->
          new Entry.BundleCancelled(
              ValueCodec.bundleId(wire.getBundleCancelled().getId()),
              BundleCodec.fromProto(wire.getBundleCancelled().getAuthorization()));
      case BUNDLES_DROPPED ->
          new Entry.BundlesDropped(
              wire.getBundlesDropped().getDropsList().stream()
                  .map(
                      drop ->
                          new Entry.Drop(
                              ValueCodec.bundleId(drop.getId()),
                              ValueCodec.reason(drop.getReason())))
                  .toList());
      case ROUND_DECIDED -> DecisionCodec.fromProto(wire.getRoundDecided());
      case ROLLUP_ADOPTED -> fromProto(wire.getRollupAdopted());
      case LEADER_CLAIMED ->
          new Entry.LeaderClaimed(ValueCodec.address(wire.getLeaderClaimed().getMember()));
      case ROLLUP_CHANGED -> rollupChanged(wire.getRollupChanged());
      case MEMBER_CHANGED ->
          new Entry.MemberChanged(
              wire.getMemberChanged().getMembersList().stream().map(ValueCodec::address).toList(),
              ValueCodec.quorum(wire.getMemberChanged().getQuorum()),
              memberSignatures(wire.getMemberChanged().getSignaturesList()));
      case KIND_NOT_SET -> throw noKind(wire);
    };
  }

  private static CodecException noKind(LogProto.Entry wire) {
    return wire.getUnknownFields().asMap().isEmpty()
        ? new CodecException("an entry without a kind")
        : CodecException.unknownKind("unknown kind of entry: rules that this build does not know");
  }

  static LogProto.BundleSequenced toProto(Entry.BundleSequenced entry) {
    return LogProto.BundleSequenced.newBuilder()
        .setId(to(entry.id()))
        .setBundle(BundleCodec.toProto(entry.bundle()))
        .setAuthorization(BundleCodec.toProto(entry.authorization()))
        .setOrdinary(entry.ordinary())
        .build();
  }

  static Entry.BundleSequenced fromProto(LogProto.BundleSequenced wire) {
    return new Entry.BundleSequenced(
        ValueCodec.bundleId(wire.getId()),
        BundleCodec.fromProto(wire.getBundle()),
        BundleCodec.fromProto(wire.getAuthorization()),
        wire.getOrdinary());
  }

  static LogProto.RollupAdopted toProto(Entry.RollupAdopted entry) {
    return LogProto.RollupAdopted.newBuilder()
        .setChainId(entry.chainId().value())
        .setBlockNumber(entry.blockNumber())
        .setBlockHash(to(entry.blockHash()))
        .build();
  }

  static Entry.RollupAdopted fromProto(LogProto.RollupAdopted wire) {
    return new Entry.RollupAdopted(
        new ChainId(wire.getChainId()),
        wire.getBlockNumber(),
        ValueCodec.blockHash(wire.getBlockHash()));
  }

  private static LogProto.RollupChanged toProto(Entry.RollupChanged entry) {
    LogProto.RollupChanged.Builder wire =
        LogProto.RollupChanged.newBuilder()
            .setChainId(entry.chainId().value())
            .setChange(to(entry.change()))
            .setDetail(entry.detail());
    if (entry.definition() != null) {
      wire.setDefinition(ParametersCodec.toProto(entry.definition()));
    }
    if (entry.operatorSignature() != null) {
      wire.setOperatorSignature(to(entry.operatorSignature()));
    }
    return wire.addAllSignatures(signatures(entry.signatures())).build();
  }

  private static Entry.RollupChanged rollupChanged(LogProto.RollupChanged wire) {
    return new Entry.RollupChanged(
        new ChainId(wire.getChainId()),
        ValueCodec.rollupChange(wire.getChange()),
        wire.hasDefinition() ? ParametersCodec.fromProto(wire.getDefinition()) : null,
        wire.getDetail(),
        wire.getOperatorSignature().isEmpty()
            ? null
            : ValueCodec.signature(wire.getOperatorSignature()),
        memberSignatures(wire.getSignaturesList()));
  }

  static List<LogProto.MemberSignature> signatures(List<MemberSignature> signatures) {
    return signatures.stream().map(EntryCodec::toProto).toList();
  }

  public static LogProto.MemberSignature toProto(MemberSignature signature) {
    return LogProto.MemberSignature.newBuilder()
        .setMember(to(signature.member()))
        .setSignature(to(signature.signature()))
        .build();
  }

  static List<MemberSignature> memberSignatures(List<LogProto.MemberSignature> wire) {
    return wire.stream().map(EntryCodec::memberSignature).toList();
  }

  public static MemberSignature memberSignature(LogProto.MemberSignature wire) {
    return new MemberSignature(
        ValueCodec.address(wire.getMember()), ValueCodec.signature(wire.getSignature()));
  }
}
