package dev.braid.rollup.anvil;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.anvil.AnvilRpc.Mined;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.Reasons;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.PrepareOutcome.TransactionOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Turns a mined block's receipts into what prepare reports, with the reason of every revert. */
final class CandidateReport {
  private final ChainId chainId;
  private final AnvilRpc rpc;

  CandidateReport(ChainId chainId, AnvilRpc rpc) {
    this.chainId = chainId;
    this.rpc = rpc;
  }

  CompletableFuture<Candidate> report(
      Mined mined, List<List<RawTransaction>> slices, Deadline deadline) {
    JsonNode receipts = mined.receipts();
    if (receipts.size() != mined.block().transactions().size()) {
      throw JsonFields.unusable("receipts");
    }
    List<TransactionHash> reverted = new ArrayList<>();
    for (int i = 0; i < receipts.size(); i++) {
      if (!succeeded(receipts.get(i))) {
        reverted.add(mined.block().transactions().get(i));
      }
    }
    return traces(reverted, 0, new HashMap<>(), deadline)
        .thenApply(traces -> candidate(mined, slices, traces));
  }

  /** Traces of reverted transactions; a bounded number in each request. */
  private CompletableFuture<Map<TransactionHash, JsonRpcReply>> traces(
      List<TransactionHash> reverted,
      int from,
      Map<TransactionHash, JsonRpcReply> traces,
      Deadline deadline) {
    if (from == reverted.size()) {
      return CompletableFuture.completedFuture(traces);
    }
    int to = Math.min(reverted.size(), from + AnvilRpc.MAX_SENDS);
    List<TransactionHash> some = reverted.subList(from, to);
    return rpc.trace(some, deadline)
        .thenCompose(
            replies -> {
              for (int i = 0; i < some.size(); i++) {
                traces.put(some.get(i), replies.get(i));
              }
              return traces(reverted, to, traces, deadline);
            });
  }

  private Candidate candidate(
      Mined mined, List<List<RawTransaction>> slices, Map<TransactionHash, JsonRpcReply> traces) {
    BigInteger baseFee = mined.block().header().baseFeePerGas();
    if (baseFee == null) {
      throw JsonFields.unusable("baseFeePerGas");
    }
    List<List<TransactionOutcome>> outcomes = new ArrayList<>();
    int at = 0;
    for (List<RawTransaction> slice : slices) {
      List<TransactionOutcome> inSlice = new ArrayList<>();
      for (int i = 0; i < slice.size(); i++) {
        inSlice.add(outcome(mined.receipts().get(at++), slice.get(i).hash(), i, baseFee, traces));
      }
      outcomes.add(List.copyOf(inSlice));
    }
    return new Candidate(
        mined.block().header(),
        mined.block().hash(),
        List.of(),
        List.of(),
        List.of(),
        List.copyOf(outcomes));
  }

  private TransactionOutcome outcome(
      JsonNode receipt,
      TransactionHash hash,
      int index,
      BigInteger baseFee,
      Map<TransactionHash, JsonRpcReply> traces) {
    if (!hash.toHex().equals(receipt.path("transactionHash").asText())) {
      throw JsonFields.unusable("receipts: another order");
    }
    boolean success = succeeded(receipt);
    long gasUsed = JsonFields.number(receipt, "gasUsed");
    BigInteger tip = JsonFields.wei(receipt, "effectiveGasPrice").subtract(baseFee);
    JsonRpcReply trace = traces.get(hash);
    Reason failure = success || trace == null ? null : reverted(hash, index, trace);
    return new TransactionOutcome(
        success, gasUsed, tip.multiply(BigInteger.valueOf(gasUsed)), failure);
  }

  private Reason reverted(TransactionHash hash, int index, JsonRpcReply trace) {
    return Reasons.reverted(
        chainId, hash, index, trace instanceof JsonRpcReply.Result(JsonNode call) ? call : null);
  }

  /** EIP-658. */
  private static boolean succeeded(JsonNode receipt) {
    return JsonFields.number(receipt, "status") == 1;
  }
}
