package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.operationservice.Operation;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message from member to member. Sent like Raft's own, without an invocation: what is awaited,
 * how long and whether it is sent again is for {@link HazelcastPeers} alone to say.
 */
final class PeerMessageOp extends Operation implements IdentifiedDataSerializable {
  /** What the bytes are; the numbers are on the wire. */
  enum Kind {
    UNKNOWN(0),
    /** {@code PeerNotice}s one after the other, each after its length; answered by RECEIVED. */
    NOTICES(1),
    /** The notices of this number have been served: the next may come. */
    RECEIVED(2),
    /** A {@code PeerRequest}. */
    REQUEST(3),
    /** The {@code PeerReply} to the request of this number. */
    REPLY(4),
    /** No answer to the request of this number; the bytes are a text. */
    REFUSED(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return UNKNOWN;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(PeerMessageOp.class);

  private Kind kind = Kind.UNKNOWN;
  private long number;
  private byte[] bytes = new byte[0];

  /** For deserialization. */
  PeerMessageOp() {}

  PeerMessageOp(Kind kind, long number, byte[] bytes) {
    this.kind = kind;
    this.number = number;
    this.bytes = bytes;
  }

  @Override
  public void run() {
    HazelcastPeers peers = getService();
    peers.received(getCallerAddress(), kind, number, bytes);
  }

  @Override
  public boolean returnsResponse() {
    return false;
  }

  /** Small ones pass large ones: a signature does not wait behind batches. */
  @Override
  public boolean isUrgent() {
    return kind != Kind.REPLY;
  }

  @Override
  public void logError(Throwable e) {
    LOG.debug("peer message not served kind={} from={}", kind, getCallerAddress(), e);
  }

  @Override
  public String getServiceName() {
    return HazelcastPeers.NAME;
  }

  @Override
  public int getFactoryId() {
    return LogOps.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return LogOps.PEER_MESSAGE;
  }

  @Override
  protected void writeInternal(ObjectDataOutput out) throws IOException {
    out.writeByte(kind.code);
    out.writeLong(number);
    out.writeByteArray(bytes);
  }

  @Override
  protected void readInternal(ObjectDataInput in) throws IOException {
    kind = Kind.of(in.readByte());
    number = in.readLong();
    bytes = Objects.requireNonNull(in.readByteArray(), "a message has bytes");
  }
}
