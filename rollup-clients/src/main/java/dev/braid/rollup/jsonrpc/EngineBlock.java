package dev.braid.rollup.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.TransactionHash;
import java.util.ArrayList;
import java.util.List;

/**
 * A block as {@code eth_getBlockBy…} tells it, transactions as hashes.
 *
 * @param hash as told; that the header hashes to it is for the caller to check
 */
public record EngineBlock(BlockHeader header, BlockHash hash, List<TransactionHash> transactions) {
  public EngineBlock {
    transactions = List.copyOf(transactions);
  }

  public BlockRef ref() {
    return new BlockRef(header.number(), hash, header.timestampSeconds());
  }

  public boolean isChildOf(BlockHash parent) {
    return header.parentHash().equals(parent);
  }

  /**
   * Reads a block object.
   *
   * @throws JsonRpcTransportException when it is null or incomplete
   */
  public static EngineBlock parse(JsonNode block) {
    if (!block.isObject()) {
      throw JsonFields.unusable("block");
    }
    List<TransactionHash> hashes = new ArrayList<>();
    for (JsonNode hash : block.path("transactions")) {
      hashes.add(transactionHash(hash));
    }
    return new EngineBlock(header(block), new BlockHash(JsonFields.bytes32(block, "hash")), hashes);
  }

  private static TransactionHash transactionHash(JsonNode hash) {
    try {
      return TransactionHash.fromHex(hash.asText());
    } catch (IllegalArgumentException e) {
      throw JsonFields.unusable("transactions");
    }
  }

  private static BlockHeader header(JsonNode block) {
    Bytes nonce = JsonFields.data(block, "nonce");
    return new BlockHeader(
        new BlockHash(JsonFields.bytes32(block, "parentHash")),
        JsonFields.bytes32(block, "sha3Uncles"),
        JsonFields.address(block, "miner"),
        JsonFields.bytes32(block, "stateRoot"),
        JsonFields.bytes32(block, "transactionsRoot"),
        JsonFields.bytes32(block, "receiptsRoot"),
        JsonFields.data(block, "logsBloom"),
        JsonFields.wei(block, "difficulty"),
        JsonFields.number(block, "number"),
        JsonFields.number(block, "gasLimit"),
        JsonFields.number(block, "gasUsed"),
        JsonFields.number(block, "timestamp"),
        JsonFields.data(block, "extraData"),
        JsonFields.bytes32(block, "mixHash"),
        nonce,
        JsonFields.has(block, "baseFeePerGas") ? JsonFields.wei(block, "baseFeePerGas") : null,
        JsonFields.optionalBytes32(block, "withdrawalsRoot"),
        JsonFields.has(block, "blobGasUsed") ? JsonFields.number(block, "blobGasUsed") : null,
        JsonFields.has(block, "excessBlobGas") ? JsonFields.number(block, "excessBlobGas") : null,
        JsonFields.optionalBytes32(block, "parentBeaconBlockRoot"),
        JsonFields.optionalBytes32(block, "requestsHash"));
  }
}
