package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.RaftOp;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.braid.coordinator.log.AppendClaim;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.protocol.types.BatchHash;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Offers a batch to the append rule of every member (design section 5, O1, O2). */
final class AppendOp extends RaftOp implements IdentifiedDataSerializable {
  private @Nullable AppendClaim claim;
  private byte[] bytes = new byte[0];

  /** What its proposer has worked out before; not sent, and let go when used. */
  private transient TakenBatch.@Nullable Prepared prepared;

  /** For deserialization. */
  AppendOp() {}

  AppendOp(TakenBatch batch) {
    this.claim = batch.claim();
    this.bytes = batch.bytes();
    this.prepared = batch.prepared();
  }

  /** An {@code AppendOutcome}: seen by the member that replicated it alone. */
  @Override
  public Object run(CPGroupId groupId, long commitIndex) {
    TakenBatch batch = new TakenBatch(claim(), bytes, prepared);
    prepared = null; // Raft keeps the operation until a snapshot, and a state is large
    LogService service = getService();
    return service.append(batch, commitIndex);
  }

  AppendClaim claim() {
    return Objects.requireNonNull(claim, "not read yet");
  }

  @Override
  protected String getServiceName() {
    return LogService.NAME;
  }

  @Override
  public int getFactoryId() {
    return LogOps.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return LogOps.APPEND;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeLong(claim().height());
    out.writeLong(claim().term());
    out.write(claim().previousHash().value().bytes().toArray());
    out.write(claim().hash().value().bytes().toArray());
    out.writeByteArray(bytes);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    long height = in.readLong();
    long term = in.readLong();
    BatchHash previousHash = LogOps.readHash(in);
    BatchHash hash = LogOps.readHash(in);
    claim = new AppendClaim(height, previousHash, term, hash);
    bytes = Objects.requireNonNull(in.readByteArray(), "a batch has bytes");
  }

  @Override
  protected void toString(StringBuilder text) {
    text.append(", claim=").append(claim).append(", bytes=").append(bytes.length);
  }
}
