package dev.braid.rollup.driver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads blocks of the chain that the engine regards as its own. */
public final class BlockReads {
  /** The head, transactions as hashes. */
  public static final JsonRpcCall LATEST = JsonRpcCall.of("eth_getBlockByNumber", "latest", false);

  private final Requests rpc;

  public BlockReads(Requests rpc) {
    this.rpc = rpc;
  }

  public CompletableFuture<EngineBlock> latest(Deadline deadline) {
    return rpc.result(LATEST, deadline.remaining(), deadline).thenApply(EngineBlock::parse);
  }

  /** The head, and the block at {@code number} or null. */
  public CompletableFuture<List<@Nullable EngineBlock>> latestAnd(long number, Deadline deadline) {
    return rpc.repeatable(List.of(LATEST, byNumber(number)), deadline)
        .thenApply(
            replies -> {
              List<@Nullable EngineBlock> blocks = new ArrayList<>();
              blocks.add(EngineBlock.parse(replies.get(0).result()));
              JsonNode block = replies.get(1).result();
              blocks.add(block.isNull() ? null : EngineBlock.parse(block));
              return blocks;
            });
  }

  /** The call for the block at a height. */
  public static JsonRpcCall byNumber(long number) {
    return JsonRpcCall.of("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
  }
}
