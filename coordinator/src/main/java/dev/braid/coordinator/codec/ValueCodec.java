package dev.braid.coordinator.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.braid.proto.v1.LogProto;
import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ids, numbers, enums and reasons. {@code to} makes the wire form, the others read it; those that
 * read throw {@link CodecException} or {@link IllegalArgumentException} for a value out of range.
 */
public final class ValueCodec {
  private ValueCodec() {}

  public static ByteString to(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.unsafeArray());
  }

  public static ByteString to(Bytes32 value) {
    return to(value.bytes());
  }

  public static ByteString to(BundleId id) {
    return to(id.value());
  }

  public static ByteString to(BatchHash hash) {
    return to(hash.value());
  }

  public static ByteString to(BlockHash hash) {
    return to(hash.value());
  }

  public static ByteString to(TransactionHash hash) {
    return to(hash.value());
  }

  public static ByteString to(Address address) {
    return to(address.bytes());
  }

  public static ByteString to(Signature signature) {
    return to(signature.bytes());
  }

  /** Big-endian without leading zero bytes; zero is empty. */
  public static ByteString to(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 256) {
      throw new CodecException("not an unsigned 256-bit number: " + number);
    }
    if (number.signum() == 0) {
      return ByteString.EMPTY;
    }
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    return UnsafeByteOperations.unsafeWrap(bytes, from, bytes.length - from);
  }

  public static Bytes bytes(ByteString wire) {
    return Bytes.wrap(wire.toByteArray());
  }

  public static Bytes32 bytes32(ByteString wire) {
    return new Bytes32(bytes(wire));
  }

  public static BundleId bundleId(ByteString wire) {
    return new BundleId(bytes32(wire));
  }

  public static BatchHash batchHash(ByteString wire) {
    return new BatchHash(bytes32(wire));
  }

  public static BlockHash blockHash(ByteString wire) {
    return new BlockHash(bytes32(wire));
  }

  public static TransactionHash transactionHash(ByteString wire) {
    return new TransactionHash(bytes32(wire));
  }

  public static Address address(ByteString wire) {
    return new Address(bytes(wire));
  }

  public static Signature signature(ByteString wire) {
    return new Signature(bytes(wire));
  }

  public static BigInteger number(ByteString wire) {
    if (wire.size() > 32 || (!wire.isEmpty() && wire.byteAt(0) == 0)) {
      throw new CodecException("not a shortest 256-bit number");
    }
    return new BigInteger(1, wire.toByteArray());
  }

  public static LogProto.Position to(Position position) {
    return LogProto.Position.newBuilder()
        .setHeight(position.height())
        .setIndex(position.index())
        .build();
  }

  public static Position position(LogProto.Position wire) {
    return new Position(wire.getHeight(), wire.getIndex());
  }

  public static LogProto.BlockRef to(BlockRef block) {
    return LogProto.BlockRef.newBuilder()
        .setNumber(block.number())
        .setHash(to(block.hash()))
        .setTimestampSeconds(block.timestampSeconds())
        .build();
  }

  public static BlockRef blockRef(LogProto.BlockRef wire) {
    return new BlockRef(wire.getNumber(), blockHash(wire.getHash()), wire.getTimestampSeconds());
  }

  public static LogProto.Level to(Level level) {
    return switch (level) {
      case EXECUTION -> LogProto.Level.LEVEL_EXECUTION;
      case INCLUSION -> LogProto.Level.LEVEL_INCLUSION;
      case BEST_EFFORT -> LogProto.Level.LEVEL_BEST_EFFORT;
    };
  }

  public static Level level(LogProto.Level wire) {
    return switch (wire) {
      case LEVEL_EXECUTION -> Level.EXECUTION;
      case LEVEL_INCLUSION -> Level.INCLUSION;
      case LEVEL_BEST_EFFORT -> Level.BEST_EFFORT;
      case LEVEL_UNSPECIFIED, UNRECOGNIZED -> throw new CodecException("unknown level");
    };
  }

  public static LogProto.BundleState to(BundleState state) {
    return known(LogProto.BundleState.forNumber(state.code()), state);
  }

  public static BundleState bundleState(LogProto.BundleState wire) {
    if (wire != LogProto.BundleState.UNRECOGNIZED) {
      for (BundleState state : BundleState.values()) {
        if (state.code() == wire.getNumber()) {
          return state;
        }
      }
    }
    throw new CodecException("unknown bundle state");
  }

  public static LogProto.Quorum to(Quorum quorum) {
    return known(LogProto.Quorum.forNumber(quorum.code()), quorum);
  }

  public static Quorum quorum(LogProto.Quorum wire) {
    return switch (wire) {
      case QUORUM_MAJORITY -> Quorum.MAJORITY;
      case QUORUM_BFT -> Quorum.BFT;
      case QUORUM_UNSPECIFIED, UNRECOGNIZED -> throw new CodecException("unknown quorum");
    };
  }

  public static LogProto.RollupChange to(Change change) {
    return known(LogProto.RollupChange.forNumber(change.code()), change);
  }

  public static Change rollupChange(LogProto.RollupChange wire) {
    return switch (wire) {
      case ROLLUP_CHANGE_JOINED -> Change.JOINED;
      case ROLLUP_CHANGE_LEFT -> Change.LEFT;
      case ROLLUP_CHANGE_DIVERGED -> Change.DIVERGED;
      case ROLLUP_CHANGE_PAUSED -> Change.PAUSED;
      case ROLLUP_CHANGE_RESUMED -> Change.RESUMED;
      case ROLLUP_CHANGE_UNSPECIFIED, UNRECOGNIZED ->
          throw new CodecException("unknown rollup change");
    };
  }

  public static LogProto.Reason to(Reason reason) {
    LogProto.Reason.Builder wire =
        LogProto.Reason.newBuilder()
            .setCode(known(LogProto.ReasonCode.forNumber(reason.code().code()), reason.code()))
            .setMessage(reason.message());
    if (reason.chainId() != null) {
      wire.setChainId(reason.chainId().value());
    }
    if (reason.transactionHash() != null) {
      wire.setTransactionHash(to(reason.transactionHash()));
    }
    if (reason.transactionIndex() >= 0) {
      wire.setTransactionIndex(reason.transactionIndex());
    }
    if (reason.revertReason() != null) {
      wire.setRevertReason(reason.revertReason());
    }
    if (reason.revertData() != null) {
      wire.setRevertData(to(reason.revertData()));
    }
    return wire.build();
  }

  public static Reason reason(LogProto.Reason wire) {
    return new Reason(
        reasonCode(wire.getCode()),
        wire.getChainId() == 0 ? null : new ChainId(wire.getChainId()),
        wire.getTransactionHash().isEmpty() ? null : transactionHash(wire.getTransactionHash()),
        wire.hasTransactionIndex() ? index(wire.getTransactionIndex()) : -1,
        wire.getMessage(),
        wire.hasRevertReason() ? wire.getRevertReason() : null,
        wire.hasRevertData() ? bytes(wire.getRevertData()) : null);
  }

  private static ReasonCode reasonCode(LogProto.ReasonCode wire) {
    if (wire != LogProto.ReasonCode.UNRECOGNIZED) {
      for (ReasonCode code : ReasonCode.values()) {
        if (code.code() == wire.getNumber()) {
          return code;
        }
      }
    }
    throw new CodecException("unknown reason code");
  }

  static int index(int wire) {
    if (wire < 0) {
      throw new CodecException("index out of range");
    }
    return wire;
  }

  private static <T> T known(@Nullable T wire, Object value) {
    if (wire == null) {
      throw new IllegalStateException("the wire contract lacks " + value);
    }
    return wire;
  }
}
