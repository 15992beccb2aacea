package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.transaction.EthereumReceipts;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What became of a candidate's transactions, read before it is adopted, and only believed when the
 * receipts hash to the header's receipts root. The encoded receipts of {@code debug_getRawReceipts}
 * are several times as cheap for the engine; without them {@code eth_getBlockReceipts} serves,
 * encoded here.
 */
final class CandidateReceipts {
  private static final int METHOD_NOT_FOUND = -32601;

  private final EngineRpc rpc;
  private volatile boolean withoutRaw;

  CandidateReceipts(EngineRpc rpc) {
    this.rpc = rpc;
  }

  /** A status for each transaction, in order. */
  CompletableFuture<List<EthereumReceipts.Status>> read(Payload block, Deadline deadline) {
    CompletableFuture<List<Bytes>> receipts =
        block.transactions().isEmpty()
            ? CompletableFuture.completedFuture(List.of())
            : withoutRaw ? full(block, deadline) : raw(block, deadline);
    return receipts.thenApply(list -> checked(block, list));
  }

  private CompletableFuture<List<Bytes>> raw(Payload block, Deadline deadline) {
    JsonRpcCall call = JsonRpcCall.of("debug_getRawReceipts", block.hash().value().bytes());
    return rpc.rpc()
        .reply(call, deadline.remaining(), deadline)
        .thenCompose(
            reply -> {
              if (reply instanceof JsonRpcReply.Failure failure
                  && failure.code() == METHOD_NOT_FOUND) {
                withoutRaw = true;
                return full(block, deadline);
              }
              List<Bytes> receipts = new ArrayList<>();
              for (JsonNode receipt : reply.result()) {
                receipts.add(JsonFields.dataOf(receipt, "receipts"));
              }
              return CompletableFuture.completedFuture(receipts);
            });
  }

  private CompletableFuture<List<Bytes>> full(Payload block, Deadline deadline) {
    JsonRpcCall call = JsonRpcCall.of("eth_getBlockReceipts", block.hash().value().bytes());
    return rpc.rpc()
        .result(call, deadline.remaining(), deadline)
        .thenApply(
            receipts -> {
              List<Bytes> encoded = new ArrayList<>();
              for (JsonNode receipt : receipts) {
                encoded.add(encode(receipt));
              }
              return encoded;
            });
  }

  private static Bytes encode(JsonNode receipt) {
    List<EthereumReceipts.Event> events = new ArrayList<>();
    for (JsonNode log : receipt.path("logs")) {
      List<Bytes32> topics = new ArrayList<>();
      for (JsonNode topic : log.path("topics")) {
        topics.add(JsonFields.bytes32Of(topic, "topics"));
      }
      events.add(
          new EthereumReceipts.Event(
              JsonFields.address(log, "address"), topics, JsonFields.data(log, "data")));
    }
    long type = JsonFields.number(receipt, "type");
    if (type > 0x7f) {
      throw JsonFields.unusable("type");
    }
    EthereumReceipts.Status status =
        new EthereumReceipts.Status(
            (int) type,
            JsonFields.number(receipt, "status") == 1,
            JsonFields.number(receipt, "cumulativeGasUsed"));
    return EthereumReceipts.encode(status, JsonFields.data(receipt, "logsBloom"), events);
  }

  private static List<EthereumReceipts.Status> checked(Payload block, List<Bytes> receipts) {
    if (receipts.size() != block.transactions().size()
        || !EthereumReceipts.root(receipts).equals(block.header().receiptsRoot())) {
      throw new TroubleException(
          Trouble.BAD_ANSWER,
          "receipts of block " + block.hash() + " do not fit its header: " + receipts.size());
    }
    List<EthereumReceipts.Status> statuses = new ArrayList<>(receipts.size());
    long gas = 0;
    for (Bytes receipt : receipts) {
      EthereumReceipts.Status status = EthereumReceipts.read(receipt);
      if (status == null || status.cumulativeGasUsed() < gas) {
        throw JsonFields.unusable("receipts");
      }
      gas = status.cumulativeGasUsed();
      statuses.add(status);
    }
    if (gas != block.header().gasUsed()) {
      throw JsonFields.unusable("gas in its receipts");
    }
    return statuses;
  }
}
