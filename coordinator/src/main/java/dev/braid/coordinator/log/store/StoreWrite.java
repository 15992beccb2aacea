package dev.braid.coordinator.log.store;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.PeerCodec;
import dev.braid.coordinator.codec.RecordCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.LogHead;
import dev.braid.proto.v1.StoreProto;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.SignedBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are written together or not at all. Writing a row again with the same content is
 * harmless. Used by one thread.
 */
public final class StoreWrite {
  private final List<RowDisk.Change> changes = new ArrayList<>();

  StoreWrite() {}

  public StoreWrite batch(StoredBatch batch) {
    byte[] height = Keys.height(batch.header().height());
    put(Family.HEADERS, height, batch.header().encode());
    return put(Family.BATCHES, height, batch.bytes());
  }

  public StoreWrite bundle(BundleRecord bundle) {
    return put(
        Family.BUNDLES, bundle.id().value().bytes().unsafeArray(), RecordCodec.encode(bundle));
  }

  public StoreWrite decided(DecidedRow row) {
    return put(Family.DECIDED, Keys.block(row.chainId(), row.blockNumber()), row.encode());
  }

  public StoreWrite certificate(Certificate certificate) {
    return put(
        Family.CERTIFICATES, Keys.height(certificate.height()), LogCodec.encode(certificate));
  }

  public StoreWrite head(LogHead head) {
    return put(
        Family.META,
        Keys.HEAD,
        StoreProto.StoredHead.newBuilder()
            .setTerm(head.term())
            .setCount(head.height() + 1)
            .setHash(ValueCodec.to(head.hash()))
            .build()
            .toByteArray());
  }

  /** Takes the place of the checkpoints before it. */
  public StoreWrite checkpoint(Checkpoint checkpoint) {
    changes.add(
        new RowDisk.Change.DeleteRange(
            Family.CHECKPOINTS, Keys.height(0), Keys.height(checkpoint.height())));
    return put(Family.CHECKPOINTS, Keys.height(checkpoint.height()), checkpoint.state());
  }

  public StoreWrite waiting(WaitingBatch waiting) {
    return put(
        Family.WAITING,
        Keys.height(waiting.height()),
        StoreProto.WaitingBatch.newBuilder()
            .setBatch(PeerCodec.toProto(waiting.batch().claim(), waiting.batch().bytes()))
            .setHanded(waiting.handed())
            .build()
            .toByteArray());
  }

  /** Deletes what waits, from one height up to another, which stays. */
  public StoreWrite noLongerWaiting(long from, long to) {
    changes.add(new RowDisk.Change.DeleteRange(Family.WAITING, Keys.height(from), Keys.height(to)));
    return this;
  }

  /** Takes the place of what was known of this member before. */
  public StoreWrite newestSigned(SignedBatch signed) {
    return put(
        Family.SIGNED,
        signed.member().bytes().unsafeArray(),
        PeerCodec.toProto(signed).toByteArray());
  }

  public StoreWrite evidence(Equivocation evidence) {
    return put(
        Family.EVIDENCE,
        Keys.heightAndMember(evidence.height(), evidence.member()),
        PeerCodec.encode(evidence));
  }

  StoreWrite format(int version) {
    return put(
        Family.META,
        Keys.FORMAT,
        StoreProto.StoreHeader.newBuilder().setFormatVersion(version).build().toByteArray());
  }

  List<RowDisk.Change> changes() {
    return changes;
  }

  private StoreWrite put(Family family, byte[] key, byte[] value) {
    changes.add(new RowDisk.Change.Put(family, key, value));
    return this;
  }
}
