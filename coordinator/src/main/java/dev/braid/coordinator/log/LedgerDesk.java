package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.PeerCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.StoredBatch;
import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.PeerDesk;
import dev.braid.proto.v1.PeerProto;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.types.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ledger says when other members tell or ask: signatures, batches, certificates,
 * positions. Reads of the store run on an executor of their own, never on a thread of the
 * transport.
 */
final class LedgerDesk {
  /** Of batches in an answer, whatever was asked for. */
  static final int MAX_ANSWER_BYTES = 2 << 20;

  /** Signatures that wait for the ledger's loop at most; more are dropped and asked for later. */
  static final int MAX_TOLD = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(LedgerDesk.class);

  private final BatchStore store;
  private final Ledger ledger;
  private final Loop loop;
  private final Executor readers;
  private final Semaphore told = new Semaphore(MAX_TOLD);

  LedgerDesk(BatchStore store, Ledger ledger, Loop loop, Executor readers) {
    this.store = store;
    this.ledger = ledger;
    this.loop = loop;
    this.readers = readers;
  }

  void serve(PeerDesk desk) {
    desk.onNotice(
            PeerProto.PeerNotice.KindCase.SIGNATURE,
            (from, notice) -> signature(from, notice.getSignature()))
        .onRequest(
            PeerRequest.KindCase.GET_BATCHES,
            (from, request) -> reading(() -> batches(request.getGetBatches())))
        .onRequest(
            PeerRequest.KindCase.GET_CERTIFICATES,
            (from, request) -> certificates(request.getGetCertificates()))
        .onRequest(
            PeerRequest.KindCase.GET_NEWEST_SIGNED,
            (from, request) -> newestSigned(request.getGetNewestSigned()))
        .onRequest(
            PeerRequest.KindCase.GET_BUNDLE,
            (from, request) -> reading(() -> bundle(request.getGetBundle())));
  }

  private CompletionStage<PeerReply> reading(Supplier<PeerReply> read) {
    return CompletableFuture.supplyAsync(read, readers);
  }

  private void signature(Address from, PeerProto.SignatureNotice notice) {
    SignedBatch signed;
    try {
      signed = PeerCodec.fromProto(notice);
    } catch (CodecException e) {
      LOG.warn("unreadable signature member={} why={}", from, e.getMessage());
      return;
    }
    if (told.tryAcquire()) {
      loop.execute(
          () -> {
            told.release();
            ledger.told(from, signed);
          });
    }
  }

  private PeerReply batches(PeerProto.GetBatches request) {
    PeerProto.Batches.Builder batches = PeerProto.Batches.newBuilder();
    int left = Math.min(MAX_ANSWER_BYTES, Math.max(0, request.getMaxBytes()));
    long newest = ledger.appliedHeight();
    for (long height = request.getFromHeight(); height >= 0 && height <= newest; height++) {
      StoredBatch stored = store.requireBatch(height);
      if (batches.getBatchesCount() > 0 && stored.bytes().length > left) {
        break;
      }
      left -= stored.bytes().length;
      var header = stored.header();
      batches.addBatches(
          PeerCodec.toProto(
              new AppendClaim(height, header.previousHash(), header.term(), header.hash()),
              stored.bytes()));
    }
    return PeerReply.newBuilder().setBatches(batches).build();
  }

  private CompletionStage<PeerReply> certificates(PeerProto.GetCertificates request) {
    long from = request.getFromHeight();
    int limit = Math.min(PeerSignatures.MAX_HEIGHTS, Math.max(0, request.getLimit()));
    CompletableFuture<PeerProto.Certificates.Builder> collected = new CompletableFuture<>();
    loop.execute(
        () -> {
          PeerProto.Certificates.Builder answer = PeerProto.Certificates.newBuilder();
          ledger
              .collected(from, limit)
              .forEach(signed -> answer.addSignatures(PeerCodec.toProto(signed)));
          collected.complete(answer);
        });
    return collected.thenApplyAsync(
        answer -> {
          long newest = Math.min(ledger.certifiedHeight(), from + limit - 1);
          for (long height = from; height >= 0 && height <= newest; height++) {
            Certificate certificate = store.certificate(height);
            if (certificate != null) {
              answer.addCertificates(LogCodec.toProto(certificate));
            }
          }
          return PeerReply.newBuilder().setCertificates(answer).build();
        },
        readers);
  }

  private CompletionStage<PeerReply> newestSigned(PeerProto.GetNewestSigned request) {
    Address member = ValueCodec.address(request.getMember());
    CompletableFuture<PeerReply> reply = new CompletableFuture<>();
    loop.execute(
        () -> {
          SignedBatch newest = ledger.newestSigned(member);
          PeerProto.NewestSigned.Builder answer =
              PeerProto.NewestSigned.newBuilder()
                  .setCount(newest == null ? 0 : newest.height() + 1);
          if (ledger.appliedHeight() >= 0) {
            answer.setNetworkId(ValueCodec.to(ledger.applied().networkId().value()));
          }
          reply.complete(PeerReply.newBuilder().setNewestSigned(answer).build());
        });
    return reply;
  }

  private PeerReply bundle(PeerProto.GetBundle request) {
    // The height first: what is certified meanwhile is found and not promised.
    long certified = ledger.certifiedHeight();
    PeerProto.BundleFound.Builder answer =
        PeerProto.BundleFound.newBuilder().setCertifiedCount(certified + 1);
    BundleRecord record = ledger.bundle(ValueCodec.bundleId(request.getId()));
    if (record != null) {
      answer.setCursor(ValueCodec.to(record.position()));
    }
    return PeerReply.newBuilder().setBundleFound(answer).build();
  }
}
