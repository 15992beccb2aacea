package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;

/** Reads values that {@link ValueEncoding} wrote, as far as checkpoints hold them. */
final class ValueDecoding {
  private ValueDecoding() {}

  static ChainId chainId(CanonicalReader in) {
    return new ChainId(in.u64());
  }

  static Position position(CanonicalReader in) {
    return new Position(in.u64(), in.u32());
  }

  static BlockRef blockRef(CanonicalReader in) {
    return new BlockRef(in.u64(), new BlockHash(in.bytes32()), in.u64());
  }

  static NetworkParameters parameters(CanonicalReader in) {
    return new NetworkParameters(
        in.u32(),
        limits(in),
        quorum(in.u8()),
        in.list(CanonicalReader::address),
        in.list(ValueDecoding::rollup));
  }

  private static Limits limits(CanonicalReader in) {
    return new Limits(
        in.u32(), in.u32(), in.u32(), in.u32(), in.u64(), in.u32(), in.u64(), in.u64(), in.u32(),
        in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32(), in.u32());
  }

  static RollupDefinition rollup(CanonicalReader in) {
    return new RollupDefinition(
        chainId(in),
        in.text(),
        in.text(),
        level(in.u8()),
        in.text(),
        in.u64(),
        in.bool(),
        in.address(),
        in.u64(),
        blockRef(in),
        in.optional(CanonicalReader::address));
  }

  static Bundle bundle(CanonicalReader in) {
    return new Bundle(
        in.list(ValueDecoding::slice),
        in.u64(),
        in.u64(),
        level(in.u8()),
        in.bool(),
        in.text(),
        in.u64(),
        in.address());
  }

  private static Slice slice(CanonicalReader in) {
    return new Slice(
        chainId(in),
        in.list(item -> RawTransaction.of(item.bytes())),
        in.list(item -> new TransactionHash(item.bytes32())),
        in.u64(),
        in.u64());
  }

  static Authorization authorization(CanonicalReader in) {
    return switch (in.u8()) {
      case 0 -> new Authorization.Anonymous();
      case 1 -> new Authorization.Typed(new Signature(in.fixed(Signature.SIZE)));
      case 2 -> new Authorization.Header();
      default -> throw new MalformedValueException("unknown authorization");
    };
  }

  static RollupStatus status(int code) {
    for (RollupStatus status : RollupStatus.values()) {
      if (status.code() == code) {
        return status;
      }
    }
    throw new MalformedValueException("unknown rollup status " + code);
  }

  private static NetworkParameters.Quorum quorum(int code) {
    for (NetworkParameters.Quorum quorum : NetworkParameters.Quorum.values()) {
      if (quorum.code() == code) {
        return quorum;
      }
    }
    throw new MalformedValueException("unknown quorum " + code);
  }

  private static Level level(int code) {
    for (Level level : Level.values()) {
      if (level.code() == code) {
        return level;
      }
    }
    throw new MalformedValueException("unknown level " + code);
  }
}
