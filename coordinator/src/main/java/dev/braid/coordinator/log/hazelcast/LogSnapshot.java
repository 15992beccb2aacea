package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.braid.protocol.log.AppendRule;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes;
import java.io.IOException;
import java.util.Map;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * All that Raft keeps of the entries it forgets: term, head and the hashes by which a batch that is
 * sent again is recognised. About 40 KiB; the batches themselves are in the store.
 */
final class LogSnapshot implements IdentifiedDataSerializable {
  private AppendRule rule = AppendRule.empty();
  private Address takenOverBy = Address.ZERO;

  /** For deserialization. */
  LogSnapshot() {}

  LogSnapshot(AppendRule rule, Address takenOverBy) {
    this.rule = rule;
    this.takenOverBy = takenOverBy;
  }

  AppendRule rule() {
    return rule;
  }

  Address takenOverBy() {
    return takenOverBy;
  }

  @Override
  public int getFactoryId() {
    return LogOps.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return LogOps.SNAPSHOT;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeLong(rule.term());
    out.writeLong(rule.height());
    out.write(rule.headHash().value().bytes().toArray());
    out.write(takenOverBy.bytes().toArray());
    out.writeInt(rule.recent().size());
    for (Map.Entry<Long, BatchHash> batch : rule.recent().entrySet()) {
      out.writeLong(batch.getKey());
      out.write(batch.getValue().value().bytes().toArray());
    }
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    long term = in.readLong();
    long height = in.readLong();
    BatchHash head = LogOps.readHash(in);
    byte[] address = new byte[Address.SIZE];
    in.readFully(address);
    takenOverBy = new Address(Bytes.wrap(address));
    int count = in.readInt();
    if (count < 0 || count > AppendRule.RECENT) {
      throw new IOException("a snapshot with " + count + " hashes");
    }
    PSortedMap<Long, BatchHash> recent = TreePMap.empty();
    for (int i = 0; i < count; i++) {
      long at = in.readLong();
      recent = recent.plus(at, LogOps.readHash(in));
    }
    rule = new AppendRule(term, height, head, recent);
  }

  @Override
  public String toString() {
    return "LogSnapshot{term=" + rule.term() + ", height=" + rule.height() + "}";
  }
}
