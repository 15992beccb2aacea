package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.EthereumReceipts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.Reasons;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.PrepareOutcome.TransactionOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Turns an executed block into what prepare reports, with the reason of every revert. */
final class CandidateReport {
  private static final Map<String, Object> TOP_CALLS =
      Map.of("tracer", "callTracer", "tracerConfig", Map.of("onlyTopCall", true));

  private final ChainId chainId;
  private final EngineRpc rpc;

  CandidateReport(ChainId chainId, EngineRpc rpc) {
    this.chainId = chainId;
    this.rpc = rpc;
  }

  CompletableFuture<Candidate> report(
      Payload block,
      List<EthereumReceipts.Status> statuses,
      List<List<RawTransaction>> slices,
      Deadline deadline) {
    CompletableFuture<Map<String, JsonNode>> calls =
        statuses.stream().allMatch(EthereumReceipts.Status::success)
            ? CompletableFuture.completedFuture(Map.of())
            : outermostCalls(block, deadline);
    return calls.thenApply(byHash -> candidate(block, statuses, slices, byHash));
  }

  /**
   * One trace of the whole block: one request, whatever the number of reverts, at the price of
   * running the block once more. An engine that offers none leaves the reasons out.
   */
  private CompletableFuture<Map<String, JsonNode>> outermostCalls(
      Payload block, Deadline deadline) {
    JsonRpcCall trace =
        JsonRpcCall.of("debug_traceBlockByHash", block.hash().value().bytes(), TOP_CALLS);
    return rpc.rpc()
        .reply(trace, deadline.remaining(), deadline)
        .thenApply(
            reply -> {
              Map<String, JsonNode> calls = new HashMap<>();
              if (reply instanceof JsonRpcReply.Result(JsonNode traces)) {
                for (JsonNode one : traces) {
                  if (one.path("result").isObject()) {
                    calls.put(one.path("txHash").asText(), one.path("result"));
                  }
                }
              }
              return calls;
            });
  }

  private Candidate candidate(
      Payload block,
      List<EthereumReceipts.Status> statuses,
      List<List<RawTransaction>> slices,
      Map<String, JsonNode> calls) {
    BigInteger baseFee = block.header().baseFeePerGas();
    if (baseFee == null) {
      throw JsonFields.unusable("baseFeePerGas");
    }
    List<List<TransactionOutcome>> outcomes = new ArrayList<>();
    int at = block.transactions().size() - slices.stream().mapToInt(List::size).sum();
    long gasBefore = at == 0 ? 0 : statuses.get(at - 1).cumulativeGasUsed();
    for (List<RawTransaction> slice : slices) {
      List<TransactionOutcome> inSlice = new ArrayList<>();
      for (int i = 0; i < slice.size(); i++) {
        EthereumReceipts.Status status = statuses.get(at++);
        long gasUsed = status.cumulativeGasUsed() - gasBefore;
        gasBefore = status.cumulativeGasUsed();
        RawTransaction raw = slice.get(i);
        Reason failure =
            status.success()
                ? null
                : Reasons.reverted(chainId, raw.hash(), i, calls.get(raw.hash().toHex()));
        inSlice.add(
            new TransactionOutcome(
                status.success(), gasUsed, payment(raw, gasUsed, baseFee), failure));
      }
      outcomes.add(List.copyOf(inSlice));
    }
    return new Candidate(
        block.header(),
        block.hash(),
        List.of(),
        block.withdrawals(),
        block.executionRequests(),
        List.copyOf(outcomes));
  }

  /** What the beneficiary gets of the fee (EIP-1559). */
  private static BigInteger payment(RawTransaction raw, long gasUsed, BigInteger baseFee) {
    if (!(TransactionDecoder.decode(raw) instanceof DecodeResult.Decoded(Transaction content))) {
      throw JsonFields.unusable("block: holds what is no transaction");
    }
    BigInteger tip = content.maxFeePerGas().subtract(baseFee).min(content.maxPriorityFeePerGas());
    return tip.multiply(BigInteger.valueOf(gasUsed));
  }
}
