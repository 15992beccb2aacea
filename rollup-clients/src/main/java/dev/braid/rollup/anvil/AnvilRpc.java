package dev.braid.rollup.anvil;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.driver.BlockReads;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.Requests;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls that anvil is driven with. Calls that do not depend on each other share an HTTP
 * request, for anvil may carry out a batch in another order. Futures fail with the exceptions of
 * {@code JsonRpcClient} and with {@code JsonRpcFailureException}.
 */
final class AnvilRpc {
  /** Anvil keeps the order of a batch up to 64 sends; above it mixes them. */
  static final int MAX_SENDS = 32;

  /** Anvil refuses bodies above 2 MiB; a byte is two characters. */
  static final int MAX_SEND_BYTES = 512 * 1024;

  private static final JsonRpcCall LATEST = BlockReads.LATEST;
  private static final JsonRpcCall DROP_POOL = JsonRpcCall.of("anvil_dropAllTransactions");

  private final JsonRpcClient rpc;
  private final Requests requests;
  private final BlockReads blocks;

  AnvilRpc(JsonRpcClient rpc) {
    this.rpc = rpc;
    this.requests = new Requests(rpc, JsonRpcLimits.DEFAULT.maxBatchCalls());
    this.blocks = new BlockReads(requests);
  }

  /** A mined block with its receipts. */
  record Mined(EngineBlock block, JsonNode receipts) {}

  CompletableFuture<EngineBlock> latest(Deadline deadline) {
    return blocks.latest(deadline);
  }

  /**
   * Empties the pool (foreign and left-over transactions would be mined too) and reads the head.
   */
  CompletableFuture<EngineBlock> dropPool(Deadline deadline) {
    return repeatable(List.of(LATEST, DROP_POOL), deadline)
        .thenApply(
            replies -> {
              replies.get(1).result();
              return EngineBlock.parse(replies.get(0).result());
            });
  }

  /** As {@link #dropPool}, and sets the base fee of the next block. */
  CompletableFuture<EngineBlock> dropPool(BigInteger nextBaseFee, Deadline deadline) {
    return repeatable(List.of(LATEST, DROP_POOL, baseFee(nextBaseFee)), deadline)
        .thenApply(
            replies -> {
              replies.get(1).result();
              replies.get(2).result();
              return EngineBlock.parse(replies.get(0).result());
            });
  }

  CompletableFuture<JsonNode> setBaseFee(BigInteger nextBaseFee, Deadline deadline) {
    return repeatable(baseFee(nextBaseFee), deadline);
  }

  /** The head, and the block at {@code number} or null. */
  CompletableFuture<List<@Nullable EngineBlock>> latestAnd(long number, Deadline deadline) {
    return blocks.latestAnd(number, deadline);
  }

  /**
   * Gives transactions to the pool in order, one request after the other.
   *
   * @param atOnce most transactions of one request
   * @return a reply for each
   */
  CompletableFuture<List<JsonRpcReply>> send(
      List<RawTransaction> transactions, int atOnce, Deadline deadline) {
    return sendFrom(0, transactions, atOnce, new ArrayList<>(transactions.size()), deadline);
  }

  private CompletableFuture<List<JsonRpcReply>> sendFrom(
      int from,
      List<RawTransaction> transactions,
      int atOnce,
      List<JsonRpcReply> replies,
      Deadline deadline) {
    if (from == transactions.size()) {
      return CompletableFuture.completedFuture(replies);
    }
    List<JsonRpcCall> calls = new ArrayList<>();
    int bytes = 0;
    for (int i = from; i < transactions.size() && calls.size() < atOnce; i++) {
      bytes += transactions.get(i).raw().size();
      if (bytes > MAX_SEND_BYTES && !calls.isEmpty()) {
        break;
      }
      calls.add(JsonRpcCall.of("eth_sendRawTransaction", transactions.get(i).raw().toHex()));
    }
    return rpc.batch(calls, deadline.remaining(), deadline.fence())
        .thenCompose(
            answered -> {
              replies.addAll(answered);
              return sendFrom(from + calls.size(), transactions, atOnce, replies, deadline);
            });
  }

  /** Mines the pool into one block, which is the head afterwards. */
  CompletableFuture<Mined> mine(long parentNumber, long timestampSeconds, Deadline deadline) {
    JsonRpcCall mine = JsonRpcCall.of("evm_mine", Map.of("timestamp", hex(timestampSeconds)));
    return rpc.batch(concat(mine, readHead()), deadline.remaining(), deadline.fence())
        .thenCompose(
            replies -> {
              replies.get(0).result();
              Mined mined = mined(replies.get(1), replies.get(2));
              boolean readTooEarly = mined.block.header().number() == parentNumber;
              return readTooEarly
                  ? rpc.batch(readHead(), deadline.remaining(), deadline.fence())
                      .thenApply(again -> mined(again.get(0), again.get(1)))
                  : CompletableFuture.completedFuture(mined);
            });
  }

  private static List<JsonRpcCall> readHead() {
    return List.of(LATEST, JsonRpcCall.of("eth_getBlockReceipts", "latest"));
  }

  private static Mined mined(JsonRpcReply block, JsonRpcReply receipts) {
    return new Mined(EngineBlock.parse(block.result()), receipts.result());
  }

  /** Drops the head block and empties the pool; gives the head afterwards. */
  CompletableFuture<EngineBlock> rollback(Deadline deadline) {
    return rollback(1, deadline);
  }

  /** The same with the newest {@code count} blocks. */
  CompletableFuture<EngineBlock> rollback(int count, Deadline deadline) {
    return call(JsonRpcCall.of("anvil_rollback", count), deadline)
        .thenCompose(ignored -> dropPool(deadline));
  }

  /** Hashes of what is in the pool: ready for a block, or waiting for an earlier nonce. */
  record Pool(Set<TransactionHash> ready, Set<TransactionHash> waiting) {}

  CompletableFuture<Pool> pool(Deadline deadline) {
    return repeatable(JsonRpcCall.of("txpool_content"), deadline)
        .thenApply(
            content -> new Pool(hashes(content.path("pending")), hashes(content.path("queued"))));
  }

  private static Set<TransactionHash> hashes(JsonNode bySender) {
    Set<TransactionHash> hashes = new HashSet<>();
    for (JsonNode byNonce : bySender) {
      for (JsonNode transaction : byNonce) {
        hashes.add(new TransactionHash(JsonFields.bytes32(transaction, "hash")));
      }
    }
    return hashes;
  }

  /** Traces of transactions of the head block: the outermost call only. */
  CompletableFuture<List<JsonRpcReply>> trace(List<TransactionHash> hashes, Deadline deadline) {
    Map<String, Object> options =
        Map.of("tracer", "callTracer", "tracerConfig", Map.of("onlyTopCall", true));
    List<JsonRpcCall> calls =
        hashes.stream()
            .map(hash -> JsonRpcCall.of("debug_traceTransaction", hash.toHex(), options))
            .toList();
    return calls.isEmpty()
        ? CompletableFuture.completedFuture(List.of())
        : repeatable(calls, deadline);
  }

  /** See {@link Requests#repeatable}. */
  CompletableFuture<List<JsonRpcReply>> repeatable(List<JsonRpcCall> calls, Deadline deadline) {
    return requests.repeatable(calls, deadline);
  }

  Requests requests() {
    return requests;
  }

  private CompletableFuture<JsonNode> call(JsonRpcCall call, Deadline deadline) {
    return rpc.call(call, deadline.remaining(), deadline.fence()).thenApply(JsonRpcReply::result);
  }

  private CompletableFuture<JsonNode> repeatable(JsonRpcCall call, Deadline deadline) {
    return repeatable(List.of(call), deadline).thenApply(replies -> replies.get(0).result());
  }

  private static JsonRpcCall baseFee(BigInteger fee) {
    return JsonRpcCall.of("anvil_setNextBlockBaseFeePerGas", "0x" + fee.toString(16));
  }

  private static List<JsonRpcCall> concat(JsonRpcCall first, List<JsonRpcCall> rest) {
    List<JsonRpcCall> all = new ArrayList<>(rest.size() + 1);
    all.add(first);
    all.addAll(rest);
    return all;
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
