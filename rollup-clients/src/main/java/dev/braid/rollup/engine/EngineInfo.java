package dev.braid.rollup.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.driver.BlockReads;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.TroubleException;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.Trouble;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Says who is at the other end, and claims no level that it cannot give: an engine that lacks what
 * the strategy needs, or two ports of different chains, are told as trouble.
 */
final class EngineInfo {
  private static final JsonRpcCall CHAIN_ID = JsonRpcCall.of("eth_chainId");
  private static final JsonRpcCall GENESIS = BlockReads.byNumber(0);

  private final EngineRpc rpc;
  private final EngineMethods methods;
  private final Strategy strategy;

  EngineInfo(EngineRpc rpc, EngineMethods methods, Strategy strategy) {
    this.rpc = rpc;
    this.methods = methods;
    this.strategy = strategy;
  }

  private record Chain(ChainId id, BlockRef genesis) {
    static Chain of(List<JsonRpcReply> replies) {
      return new Chain(
          JsonFields.chainId(replies.get(0).result()),
          EngineBlock.parse(replies.get(1).result()).ref());
    }
  }

  CompletableFuture<RollupInfo> read(Deadline deadline) {
    CompletableFuture<Chain> own =
        rpc.engineBatch(List.of(CHAIN_ID, GENESIS), deadline).thenApply(Chain::of);
    CompletableFuture<List<JsonRpcReply>> open =
        rpc.rpc()
            .repeatable(List.of(CHAIN_ID, GENESIS, JsonRpcCall.of("web3_clientVersion")), deadline);
    methods.forget();
    return own.thenCombine(open, this::info)
        .thenCompose(info -> methods.offered(deadline).thenApply(names -> info))
        .thenCompose(
            info ->
                strategy
                    .missing(deadline)
                    .thenApply(
                        missing -> {
                          if (!missing.isEmpty()) {
                            throw new TroubleException(Trouble.REFUSED, missing);
                          }
                          return info;
                        }));
  }

  private RollupInfo info(Chain own, List<JsonRpcReply> open) {
    Chain shown = Chain.of(open);
    if (!own.equals(shown)) {
      throw new TroubleException(
          Trouble.BAD_ANSWER,
          "the engine and the rpc URL lead to different chains: " + own + " and " + shown);
    }
    JsonNode version = open.get(2).result();
    return new RollupInfo(
        own.id(),
        own.genesis(),
        version.asText(),
        strategy.level(),
        RollupDefinition.ETHEREUM_BLOCK_FORMAT,
        strategy.name(),
        false);
  }
}
