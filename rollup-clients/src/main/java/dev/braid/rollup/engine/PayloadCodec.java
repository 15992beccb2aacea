package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.EthereumBlocks;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.spi.Trouble;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ExecutionPayload}s of the Engine API to and from JSON, from Shanghai to Osaka. */
final class PayloadCodec {
  private static final Bytes32 NO_OMMERS = Keccak.hash(new byte[] {(byte) 0xc0});
  private static final Bytes NO_NONCE = Bytes.wrap(new byte[8]);

  private PayloadCodec() {}

  /**
   * Reads the answer of {@code engine_getPayload} and its like.
   *
   * @param parentBeaconBlockRoot what the attributes said: a payload does not carry it
   */
  static Payload read(JsonNode envelope, Bytes32 parentBeaconBlockRoot) {
    JsonNode payload = envelope.path("executionPayload");
    if (!payload.isObject()) {
      throw JsonFields.unusable("executionPayload");
    }
    if (JsonFields.has(payload, "blockAccessList")) {
      throw new TroubleException(
          Trouble.REFUSED, "payloads of this fork (with blockAccessList) are not known here");
    }
    List<Bytes> transactions = dataList(payload.path("transactions"), "transactions");
    List<Withdrawal> withdrawals = withdrawals(payload.path("withdrawals"));
    List<Bytes> requests =
        JsonFields.has(envelope, "executionRequests")
            ? dataList(envelope.path("executionRequests"), "executionRequests")
            : List.of();
    BlockHash hash = new BlockHash(JsonFields.bytes32(payload, "blockHash"));
    Bytes32 withdrawalsRoot =
        JsonFields.has(payload, "withdrawals") ? EthereumBlocks.withdrawalsRoot(withdrawals) : null;
    boolean isCancun = JsonFields.has(payload, "blobGasUsed");
    boolean isPrague = isCancun && JsonFields.has(envelope, "executionRequests");
    BlockHeader header =
        new BlockHeader(
            new BlockHash(JsonFields.bytes32(payload, "parentHash")),
            NO_OMMERS,
            JsonFields.address(payload, "feeRecipient"),
            JsonFields.bytes32(payload, "stateRoot"),
            EthereumBlocks.transactionsRoot(transactions),
            JsonFields.bytes32(payload, "receiptsRoot"),
            JsonFields.data(payload, "logsBloom"),
            BigInteger.ZERO,
            JsonFields.number(payload, "blockNumber"),
            JsonFields.number(payload, "gasLimit"),
            JsonFields.number(payload, "gasUsed"),
            JsonFields.number(payload, "timestamp"),
            JsonFields.data(payload, "extraData"),
            JsonFields.bytes32(payload, "prevRandao"),
            NO_NONCE,
            JsonFields.wei(payload, "baseFeePerGas"),
            withdrawalsRoot,
            isCancun ? JsonFields.number(payload, "blobGasUsed") : null,
            isCancun ? JsonFields.number(payload, "excessBlobGas") : null,
            isCancun ? parentBeaconBlockRoot : null,
            isPrague ? EthereumBlocks.requestsHash(requests) : null);
    return new Payload(header, hash, transactions, withdrawals, requests);
  }

  /** The first parameter of {@code engine_newPayload}. */
  static Map<String, Object> write(Payload block) {
    BlockHeader header = block.header();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("parentHash", header.parentHash().value().bytes());
    out.put("feeRecipient", header.beneficiary().bytes());
    out.put("stateRoot", header.stateRoot().bytes());
    out.put("receiptsRoot", header.receiptsRoot().bytes());
    out.put("logsBloom", header.logsBloom());
    out.put("prevRandao", header.mixHash().bytes());
    out.put("blockNumber", quantity(header.number()));
    out.put("gasLimit", quantity(header.gasLimit()));
    out.put("gasUsed", quantity(header.gasUsed()));
    out.put("timestamp", quantity(header.timestampSeconds()));
    out.put("extraData", header.extraData());
    out.put("baseFeePerGas", quantity(header.baseFeePerGas()));
    out.put("blockHash", block.hash().value().bytes());
    out.put("transactions", block.transactions());
    if (header.withdrawalsRoot() != null) {
      out.put("withdrawals", block.withdrawals().stream().map(PayloadCodec::write).toList());
    }
    if (header.blobGasUsed() != null && header.excessBlobGas() != null) {
      out.put("blobGasUsed", quantity(header.blobGasUsed()));
      out.put("excessBlobGas", quantity(header.excessBlobGas()));
    }
    return out;
  }

  static String quantity(long number) {
    return "0x" + Long.toHexString(number);
  }

  private static String quantity(@Nullable BigInteger number) {
    return number == null ? "0x0" : "0x" + number.toString(16);
  }

  private static Map<String, Object> write(Withdrawal withdrawal) {
    return Map.of(
        "index", quantity(withdrawal.index()),
        "validatorIndex", quantity(withdrawal.validatorIndex()),
        "address", withdrawal.address().bytes(),
        "amount", quantity(withdrawal.amountGwei()));
  }

  private static List<Withdrawal> withdrawals(JsonNode list) {
    List<Withdrawal> withdrawals = new ArrayList<>();
    for (JsonNode item : list) {
      withdrawals.add(
          new Withdrawal(
              JsonFields.number(item, "index"),
              JsonFields.number(item, "validatorIndex"),
              JsonFields.address(item, "address"),
              JsonFields.number(item, "amount")));
    }
    return withdrawals;
  }

  private static List<Bytes> dataList(JsonNode list, String what) {
    if (!list.isArray()) {
      throw JsonFields.unusable(what);
    }
    List<Bytes> items = new ArrayList<>(list.size());
    for (JsonNode item : list) {
      items.add(JsonFields.dataOf(item, what));
    }
    return items;
  }
}
