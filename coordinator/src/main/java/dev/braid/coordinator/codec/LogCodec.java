package dev.braid.coordinator.codec;

import static dev.braid.coordinator.codec.ValueCodec.to;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Certificate;

/** Batches and certificates, to bytes and back. */
public final class LogCodec {
  private LogCodec() {}

  public static LogProto.Batch toProto(Batch batch) {
    LogProto.Batch.Builder wire =
        LogProto.Batch.newBuilder()
            .setHeight(batch.height())
            .setPreviousHash(to(batch.previousHash()))
            .setTerm(batch.term())
            .setTimeMillis(batch.timeMillis());
    batch.entries().forEach(entry -> wire.addEntries(EntryCodec.toProto(entry)));
    return wire.build();
  }

  public static Batch fromProto(LogProto.Batch wire) {
    return new Batch(
        wire.getHeight(),
        ValueCodec.batchHash(wire.getPreviousHash()),
        wire.getTerm(),
        wire.getTimeMillis(),
        wire.getEntriesList().stream().map(EntryCodec::fromProto).toList());
  }

  public static byte[] encode(Batch batch) {
    return toProto(batch).toByteArray();
  }

  /** Throws {@link CodecException} for anything that is no batch. */
  public static Batch decodeBatch(byte[] bytes) {
    return decode("batch", () -> fromProto(LogProto.Batch.parseFrom(bytes)));
  }

  public static LogProto.Certificate toProto(Certificate certificate) {
    return LogProto.Certificate.newBuilder()
        .setMemberSet(certificate.memberSet())
        .setHeight(certificate.height())
        .setVoid(certificate.isVoid())
        .setBatchHash(to(certificate.batchHash()))
        .addAllSignatures(EntryCodec.signatures(certificate.signatures()))
        .build();
  }

  public static Certificate fromProto(LogProto.Certificate wire) {
    return new Certificate(
        wire.getMemberSet(),
        wire.getHeight(),
        wire.getVoid(),
        ValueCodec.batchHash(wire.getBatchHash()),
        EntryCodec.memberSignatures(wire.getSignaturesList()));
  }

  public static byte[] encode(Certificate certificate) {
    return toProto(certificate).toByteArray();
  }

  /** Throws {@link CodecException} for anything that is no certificate. */
  public static Certificate decodeCertificate(byte[] bytes) {
    return decode("certificate", () -> fromProto(LogProto.Certificate.parseFrom(bytes)));
  }

  /**
   * Runs a reader of wire bytes; whatever is wrong with them becomes a {@link CodecException}.
   *
   * @param what names the message in the error
   */
  public static <T> T decode(String what, Reader<T> reader) {
    try {
      return reader.read();
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new CodecException("not a " + what + ": " + e.getMessage(), e);
    }
  }

  /** Parses and converts one message. */
  @FunctionalInterface
  public interface Reader<T> {
    T read() throws InvalidProtocolBufferException;
  }
}
