package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.config.ServiceConfig;
import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.RaftOp;
import com.hazelcast.cp.internal.raft.SnapshotAwareService;
import com.hazelcast.internal.services.ManagedService;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.NodeEngine;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The smallest state machine: it counts what was added, with a payload to fill the log. */
final class SumService implements ManagedService, SnapshotAwareService<long[]> {
  static final String NAME = "braid:test-sum";
  static final int FACTORY_ID = 7999;

  /** Count and sum: single writer, read by the tests. */
  volatile long[] state = {0, 0};

  static Map<Integer, DataSerializableFactory> factories() {
    return Map.of(FACTORY_ID, id -> new Add());
  }

  ServiceConfig config() {
    return new ServiceConfig().setEnabled(true).setName(NAME).setImplementation(this);
  }

  private long[] add(long value) {
    long[] now = state;
    long[] next = {now[0] + 1, now[1] + value};
    state = next;
    return next;
  }

  @Override
  public long @Nullable [] takeSnapshot(CPGroupId group, long commitIndex) {
    return group.getName().equals(HazelcastMember.LOG_GROUP) ? state : null;
  }

  @Override
  public void restoreSnapshot(CPGroupId group, long commitIndex, long[] snapshot) {
    state = snapshot;
  }

  @Override
  public void init(NodeEngine nodeEngine, Properties properties) {}

  @Override
  public void reset() {}

  @Override
  public void shutdown(boolean terminate) {}

  /** Adds and answers (count, sum). */
  static final class Add extends RaftOp implements IdentifiedDataSerializable {
    private long value;
    private byte[] payload = {};

    Add() {}

    Add(long value, byte[] payload) {
      this.value = value;
      this.payload = payload;
    }

    @Override
    public Object run(CPGroupId groupId, long commitIndex) {
      SumService service = getService();
      return service.add(value);
    }

    @Override
    protected String getServiceName() {
      return NAME;
    }

    @Override
    public int getFactoryId() {
      return FACTORY_ID;
    }

    @Override
    public int getClassId() {
      return 1;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
      out.writeLong(value);
      out.writeByteArray(payload);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
      value = in.readLong();
      byte[] read = in.readByteArray();
      payload = read == null ? new byte[0] : read;
    }
  }
}
