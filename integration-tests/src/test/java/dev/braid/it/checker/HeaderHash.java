package dev.braid.it.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A block's hash from its header as {@code eth_getBlockByNumber} shows it (EIP-1559 to EIP-7685).
 */
final class HeaderHash {
  private static final List<String> FIELDS =
      List.of(
          "parentHash",
          "sha3Uncles",
          "miner",
          "stateRoot",
          "transactionsRoot",
          "receiptsRoot",
          "logsBloom",
          "difficulty",
          "number",
          "gasLimit",
          "gasUsed",
          "timestamp",
          "extraData",
          "mixHash",
          "nonce",
          "baseFeePerGas",
          "withdrawalsRoot",
          "blobGasUsed",
          "excessBlobGas",
          "parentBeaconBlockRoot",
          "requestsHash");
  private static final Set<String> NUMBERS =
      Set.of(
          "difficulty",
          "number",
          "gasLimit",
          "gasUsed",
          "timestamp",
          "baseFeePerGas",
          "blobGasUsed",
          "excessBlobGas");

  private HeaderHash() {}

  static String of(JsonNode header) {
    List<Object> fields = new ArrayList<>();
    for (String field : FIELDS) {
      String value = header.path(field).asText("");
      if (value.isEmpty() || value.equals("null")) {
        continue;
      }
      fields.add(
          NUMBERS.contains(field) ? Rlp.integer(Hashing.number(value)) : Hashing.bytes(value));
    }
    return Hashing.hex(Hashing.keccak(Rlp.encode(fields)));
  }
}
