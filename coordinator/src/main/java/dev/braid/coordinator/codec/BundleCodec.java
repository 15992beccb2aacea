package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import com.google.protobuf.ByteString;
import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;

/** Bundles and who vouches for them. */
public final class BundleCodec {
  private BundleCodec() {}

  public static LogProto.Bundle toProto(Bundle bundle) {
    LogProto.Bundle.Builder wire =
        LogProto.Bundle.newBuilder()
            .setMinTimestampSeconds(bundle.minTimestampSeconds())
            .setMaxTimestampSeconds(bundle.maxTimestampSeconds())
            .setMinimumLevel(to(bundle.minimumLevel()))
            .setRetry(bundle.retry())
            .setReplacementUuid(bundle.replacementUuid())
            .setReplacementNonce(bundle.replacementNonce())
            .setSubmitter(to(bundle.submitter()));
    bundle.slices().forEach(slice -> wire.addSlices(toProto(slice)));
    return wire.build();
  }

  public static Bundle fromProto(LogProto.Bundle wire) {
    return new Bundle(
        wire.getSlicesList().stream().map(BundleCodec::slice).toList(),
        wire.getMinTimestampSeconds(),
        wire.getMaxTimestampSeconds(),
        ValueCodec.level(wire.getMinimumLevel()),
        wire.getRetry(),
        wire.getReplacementUuid(),
        wire.getReplacementNonce(),
        ValueCodec.address(wire.getSubmitter()));
  }

  private static LogProto.Slice toProto(Slice slice) {
    LogProto.Slice.Builder wire =
        LogProto.Slice.newBuilder()
            .setChainId(slice.chainId().value())
            .setMinBlock(slice.minBlock())
            .setMaxBlock(slice.maxBlock());
    slice.transactions().forEach(transaction -> wire.addTransactions(to(transaction.raw())));
    slice
        .revertingTransactionHashes()
        .forEach(hash -> wire.addRevertingTransactionHashes(to(hash)));
    return wire.build();
  }

  private static Slice slice(LogProto.Slice wire) {
    return new Slice(
        new ChainId(wire.getChainId()),
        wire.getTransactionsList().stream().map(BundleCodec::transaction).toList(),
        wire.getRevertingTransactionHashesList().stream().map(ValueCodec::transactionHash).toList(),
        wire.getMinBlock(),
        wire.getMaxBlock());
  }

  private static RawTransaction transaction(ByteString wire) {
    return RawTransaction.of(ValueCodec.bytes(wire));
  }

  public static LogProto.Authorization toProto(Authorization authorization) {
    LogProto.Authorization.Builder wire = LogProto.Authorization.newBuilder();
    switch (authorization) {
      case Authorization.Anonymous anonymous ->
          wire.setAnonymous(LogProto.Authorization.Anonymous.getDefaultInstance());
      case Authorization.Typed typed -> wire.setTypedSignature(to(typed.signature()));
      case Authorization.Header header ->
          wire.setHeader(LogProto.Authorization.Header.getDefaultInstance());
    }
    return wire.build();
  }

  public static Authorization fromProto(LogProto.Authorization wire) {
    return switch (wire.getKindCase()) {
      case ANONYMOUS -> new Authorization.Anonymous();
      case TYPED_SIGNATURE ->
          new Authorization.Typed(ValueCodec.signature(wire.getTypedSignature()));
      case HEADER -> new Authorization.Header();
      case KIND_NOT_SET -> throw new CodecException("unknown kind of authorization");
    };
  }
}
