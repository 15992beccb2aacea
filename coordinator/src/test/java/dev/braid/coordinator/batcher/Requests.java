package dev.braid.coordinator.batcher;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.EntryCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.BatcherRequest;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.proto.v1.BusProto.ProposeRequest;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.SubmitRequest;
import dev.braid.protocol.log.Entry;
import java.util.concurrent.CompletableFuture;

/** Requests to a batcher as the event bus would carry them. */
public final class Requests {
  private Requests() {}

  public static byte[] encode(Entry.BundleSequenced entry) {
    return BatcherRequest.newBuilder()
        .setSubmit(
            SubmitRequest.newBuilder()
                .setId(ValueCodec.to(entry.id()))
                .setBundle(BundleCodec.toProto(entry.bundle()))
                .setAuthorization(BundleCodec.toProto(entry.authorization()))
                .setOrdinary(entry.ordinary()))
        .build()
        .toByteArray();
  }

  public static CompletableFuture<SubmitReply> submit(
      Batcher batcher, Entry.BundleSequenced entry) {
    return submit(batcher, encode(entry));
  }

  public static CompletableFuture<SubmitReply> submit(Batcher batcher, byte[] request) {
    CompletableFuture<SubmitReply> reply = new CompletableFuture<>();
    batcher.request(
        request,
        bytes -> {
          try {
            reply.complete(SubmitReply.parseFrom(bytes));
          } catch (InvalidProtocolBufferException e) {
            reply.completeExceptionally(e);
          }
        });
    return reply;
  }

  public static CompletableFuture<ProposeReply> propose(Batcher batcher, Entry entry, long term) {
    CompletableFuture<ProposeReply> reply = new CompletableFuture<>();
    byte[] request =
        BatcherRequest.newBuilder()
            .setPropose(
                ProposeRequest.newBuilder().setEntry(EntryCodec.toProto(entry)).setTerm(term))
            .build()
            .toByteArray();
    batcher.request(
        request,
        bytes -> {
          try {
            reply.complete(ProposeReply.parseFrom(bytes));
          } catch (InvalidProtocolBufferException e) {
            reply.completeExceptionally(e);
          }
        });
    return reply;
  }
}
