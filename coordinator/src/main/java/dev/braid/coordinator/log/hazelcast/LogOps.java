package dev.braid.coordinator.log.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import java.io.IOException;

/**
 * Numbers what this package puts into Raft's log and on the members' wires. The numbers and the
 * fields behind them are a format on disk: they are never used for something else.
 */
final class LogOps implements DataSerializableFactory {
  static final int FACTORY_ID = 7301;
  static final int TAKE_OVER = 1;
  static final int APPEND = 2;
  static final int FILL = 3;
  static final int SNAPSHOT = 4;
  static final int PEER_MESSAGE = 5;

  @Override
  public IdentifiedDataSerializable create(int typeId) {
    return switch (typeId) {
      case TAKE_OVER -> new TakeOverOp();
      case APPEND -> new AppendOp();
      case FILL -> new FillOp();
      case SNAPSHOT -> new LogSnapshot();
      case PEER_MESSAGE -> new PeerMessageOp();
      default -> throw new IllegalArgumentException("unknown kind " + typeId);
    };
  }

  static BatchHash readHash(ObjectDataInput in) throws IOException {
    byte[] hash = new byte[Bytes32.SIZE];
    in.readFully(hash);
    return new BatchHash(Bytes32.wrap(hash));
  }
}
