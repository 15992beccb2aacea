package dev.braid.coordinator.log.store;

import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.StoreProto;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;

/**
 * Where the log names a rollup's block.
 *
 * @param decision cursor of the decision
 * @param rollup index among the decision's rollups
 */
public record DecidedRow(
    ChainId chainId, long blockNumber, Position decision, int rollup, BlockHash blockHash) {

  byte[] encode() {
    return StoreProto.DecidedRow.newBuilder()
        .setDecision(ValueCodec.to(decision))
        .setRollup(rollup)
        .setBlockHash(ValueCodec.to(blockHash))
        .build()
        .toByteArray();
  }

  static DecidedRow decode(ChainId chainId, long blockNumber, byte[] row) {
    return LogCodec.decode(
        "decided row",
        () -> {
          StoreProto.DecidedRow wire = StoreProto.DecidedRow.parseFrom(row);
          return new DecidedRow(
              chainId,
              blockNumber,
              ValueCodec.position(wire.getDecision()),
              wire.getRollup(),
              ValueCodec.blockHash(wire.getBlockHash()));
        });
  }
}
