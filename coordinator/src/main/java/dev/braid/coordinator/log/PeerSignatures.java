package dev.braid.coordinator.log;

import dev.braid.coordinator.codec.CodecException;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.PeerCodec;
import dev.braid.coordinator.loop.Loop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other members what this one has signed, and asks them for what does not come by itself:
 * a notice may be lost, and who was away missed them all. Runs on the ledger's loop.
 */
final class PeerSignatures implements SignatureExchange {
  /** How long signatures may be on their way before they are asked for. */
  static final long ASK_AFTER_MILLIS = 200;

  /** Asking again gets slower up to this. */
  static final long MAX_ASK_MILLIS = 3_200;

  /** Heights asked for at once. */
  static final int MAX_HEIGHTS = 64;

  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(PeerSignatures.class);

  private final Loop loop;
  private final Peers peers;
  private final Listener listener;
  private final Set<Address> asked = new HashSet<>();
  private long waitsFrom = -1;
  private boolean ticking;
  private long seen = -1;
  private long delayMillis = ASK_AFTER_MILLIS;

  /** Who takes what was asked for, on the loop. */
  interface Listener {
    void heardAll(List<SignedBatch> signed);

    /** Nobody has sent a certificate in time. */
    void late();
  }

  PeerSignatures(Loop loop, Peers peers, Listener listener) {
    this.loop = loop;
    this.peers = peers;
    this.listener = listener;
  }

  @Override
  public void tell(SignedBatch own) {
    PeerProto.PeerNotice notice =
        PeerProto.PeerNotice.newBuilder().setSignature(PeerCodec.toProto(own)).build();
    for (Address member : peers.others()) {
      peers.tell(member, notice);
    }
  }

  @Override
  public void waitsFrom(long height) {
    waitsFrom = height;
    if (!ticking) {
      seen = height;
      delayMillis = ASK_AFTER_MILLIS;
      tick();
    }
  }

  @Override
  public void waitsForNothing() {
    waitsFrom = -1;
  }

  private void tick() {
    ticking = true;
    loop.after(delayMillis, this::look);
  }

  private void look() {
    ticking = false;
    if (waitsFrom < 0) {
      return;
    }
    if (waitsFrom == seen) {
      delayMillis = Math.min(2 * delayMillis, MAX_ASK_MILLIS);
      tick();
      listener.late();
      ask();
    } else {
      seen = waitsFrom;
      delayMillis = ASK_AFTER_MILLIS;
      tick();
    }
  }

  @Override
  public void askNow() {
    ask();
  }

  private void ask() {
    for (Address member : peers.others()) {
      ask(member);
    }
  }

  /** One question to a member at a time. */
  private void ask(Address member) {
    long from = waitsFrom;
    if (from < 0 || !asked.add(member)) {
      return;
    }
    PeerProto.PeerRequest request =
        PeerProto.PeerRequest.newBuilder()
            .setGetCertificates(
                PeerProto.GetCertificates.newBuilder().setFromHeight(from).setLimit(MAX_HEIGHTS))
            .build();
    var unused =
        peers
            .ask(member, request, ASK_TIMEOUT)
            .whenComplete(
                (reply, failure) ->
                    loop.execute(
                        () -> {
                          asked.remove(member);
                          if (failure == null) {
                            answered(member, from, reply);
                          }
                        }));
  }

  private void answered(Address member, long from, PeerProto.PeerReply reply) {
    List<SignedBatch> signed;
    try {
      signed = read(reply.getCertificates());
    } catch (CodecException e) {
      LOG.warn("unreadable answer member={} why={}", member, e.getMessage());
      return;
    }
    listener.heardAll(signed);
    if (waitsFrom > from) {
      ask(member); // it helped, and more is missing
    }
  }

  /** A certificate is as good as the signatures in it. */
  private static List<SignedBatch> read(PeerProto.Certificates wire) {
    List<SignedBatch> signed = new ArrayList<>();
    for (int i = 0; i < Math.min(MAX_HEIGHTS, wire.getCertificatesCount()); i++) {
      var proto = wire.getCertificates(i);
      Certificate certificate = LogCodec.decode("certificate", () -> LogCodec.fromProto(proto));
      for (MemberSignature signature : certificate.signatures()) {
        signed.add(
            new SignedBatch(
                certificate.memberSet(),
                certificate.height(),
                certificate.isVoid(),
                certificate.batchHash(),
                signature));
      }
    }
    wire.getSignaturesList().stream()
        .limit((long) MAX_HEIGHTS * MAX_HEIGHTS)
        .map(PeerCodec::fromProto)
        .forEach(signed::add);
    return signed;
  }
}
