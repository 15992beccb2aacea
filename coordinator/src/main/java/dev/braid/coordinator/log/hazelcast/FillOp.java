package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.RaftOp;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** Does nothing: it only brings Raft's next snapshot nearer, see {@link LaggardWatch}. */
final class FillOp extends RaftOp implements IdentifiedDataSerializable {
  @Override
  public Object run(CPGroupId groupId, long commitIndex) {
    return commitIndex;
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
    return LogOps.FILL;
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
