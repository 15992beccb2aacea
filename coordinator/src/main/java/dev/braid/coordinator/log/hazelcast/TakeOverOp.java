package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.RaftOp;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import java.io.IOException;

/** Raises the term by one: whoever led before can append no more (design section 5). */
final class TakeOverOp extends RaftOp implements IdentifiedDataSerializable {
  private Address member = Address.ZERO;

  /** For deserialization. */
  TakeOverOp() {}

  /**
   * @param member who takes over, by its signing address
   */
  TakeOverOp(Address member) {
    this.member = member;
  }

  /** The head at that moment, a {@code LogHead}: seen by the member that replicated it alone. */
  @Override
  public Object run(CPGroupId groupId, long commitIndex) {
    LogService service = getService();
    return service.takeOver(member);
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
    return LogOps.TAKE_OVER;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.write(member.bytes().toArray());
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    byte[] address = new byte[Address.SIZE];
    in.readFully(address);
    member = new Address(Bytes.wrap(address));
  }
}
