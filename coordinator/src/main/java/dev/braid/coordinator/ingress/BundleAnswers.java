package dev.braid.coordinator.ingress;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.LedgerReader;
import dev.braid.proto.v1.PeerProto.BundleFound;
import dev.braid.proto.v1.PeerProto.GetBundle;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.protocol.log.BundleRecord;

/** What a member answers to another that does not know a bundle. */
public final class BundleAnswers {
  private BundleAnswers() {}

  /** Tells only what is certified (D1). Blocks on the disk: for a worker. */
  public static PeerReply answer(LedgerReader ledger, GetBundle request) {
    BundleFound.Builder found =
        BundleFound.newBuilder().setCertifiedCount(ledger.certifiedHeight() + 1);
    BundleRecord record = ledger.bundle(ValueCodec.bundleId(request.getId()));
    if (record != null) {
      found.setCursor(ValueCodec.to(record.position()));
    }
    return PeerReply.newBuilder().setBundleFound(found).build();
  }
}
