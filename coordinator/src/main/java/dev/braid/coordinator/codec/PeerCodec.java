package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import com.google.protobuf.UnsafeByteOperations;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.proto.v1.PeerProto;
import dev.braid.proto.v1.StoreProto;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.types.NetworkId;
import java.util.List;

/** What members send each other of batches and signatures. */
public final class PeerCodec {
  private PeerCodec() {}

  public static PeerProto.SignatureNotice toProto(SignedBatch signed) {
    return PeerProto.SignatureNotice.newBuilder()
        .setHeight(signed.height())
        .setBatchHash(to(signed.batchHash()))
        .setVoid(signed.isVoid())
        .setMemberSet(signed.memberSet())
        .setSignature(EntryCodec.signatures(List.of(signed.signature())).getFirst())
        .build();
  }

  /** Throws {@link CodecException} for a value out of range. */
  public static SignedBatch fromProto(PeerProto.SignatureNotice wire) {
    return LogCodec.decode(
        "signature",
        () -> {
          if (wire.getHeight() < 0 || wire.getMemberSet() < 0) {
            throw new CodecException("a height out of range");
          }
          return new SignedBatch(
              wire.getMemberSet(),
              wire.getHeight(),
              wire.getVoid(),
              ValueCodec.batchHash(wire.getBatchHash()),
              EntryCodec.memberSignatures(List.of(wire.getSignature())).getFirst());
        });
  }

  public static SignedBatch decodeSigned(byte[] bytes) {
    return LogCodec.decode(
        "signature", () -> fromProto(PeerProto.SignatureNotice.parseFrom(bytes)));
  }

  public static PeerProto.PeerBatch toProto(AppendClaim claim, byte[] bytes) {
    return PeerProto.PeerBatch.newBuilder()
        .setHeight(claim.height())
        .setPreviousHash(to(claim.previousHash()))
        .setTerm(claim.term())
        .setHash(to(claim.hash()))
        .setBatch(UnsafeByteOperations.unsafeWrap(bytes))
        .build();
  }

  /** Throws {@link CodecException} for a value out of range; the bytes are not looked at. */
  public static TakenBatch fromProto(PeerProto.PeerBatch wire) {
    return LogCodec.decode(
        "batch",
        () ->
            new TakenBatch(
                new AppendClaim(
                    wire.getHeight(),
                    ValueCodec.batchHash(wire.getPreviousHash()),
                    wire.getTerm(),
                    ValueCodec.batchHash(wire.getHash())),
                wire.getBatch().toByteArray(),
                null));
  }

  public static byte[] encode(Equivocation evidence) {
    return StoreProto.Evidence.newBuilder()
        .setNetworkId(to(evidence.networkId().value()))
        .setFirst(toProto(evidence.first()))
        .setSecond(toProto(evidence.second()))
        .build()
        .toByteArray();
  }

  public static Equivocation decodeEvidence(byte[] bytes) {
    return LogCodec.decode(
        "evidence",
        () -> {
          StoreProto.Evidence wire = StoreProto.Evidence.parseFrom(bytes);
          return new Equivocation(
              new NetworkId(ValueCodec.bytes32(wire.getNetworkId())),
              fromProto(wire.getFirst()),
              fromProto(wire.getSecond()));
        });
  }
}
