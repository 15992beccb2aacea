package dev.braid.rollup.engine;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import dev.braid.rollup.driver.Accounts;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.SentTransaction;
import dev.braid.rollup.driver.SliceWalk;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcReply;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Finds every slice that keeps a list from becoming a block. Nonces, fees, gas limits and malformed
 * transactions show at once, from one read of all senders at the parent. What the engine alone
 * knows, such as money that comes and goes within the block, it names sender by sender: each time
 * the slice is left out and the rest built again, until the rest stands.
 */
final class Culprits {
  private final ChainId chainId;
  private final EngineRpc rpc;
  private final Accounts accounts;
  private final Strategy strategy;
  private final Address feeRecipient;
  private final Secp256k1 curve;

  Culprits(
      EngineSettings settings,
      EngineRpc rpc,
      Accounts accounts,
      Strategy strategy,
      Secp256k1 curve) {
    this.chainId = settings.chainId();
    this.rpc = rpc;
    this.accounts = accounts;
    this.strategy = strategy;
    this.feeRecipient = settings.feeRecipient();
    this.curve = curve;
  }

  /**
   * @param failure what the engine said to the whole list
   */
  CompletableFuture<PrepareOutcome> find(
      PrepareRequest request, JsonRpcReply.Failure failure, Deadline deadline) {
    List<List<SentTransaction>> slices = SentTransaction.recover(request.slices(), curve);
    CompletableFuture<Map<Address, AccountState>> before =
        accounts.at(request.parent(), SentTransaction.senders(slices), deadline);
    return parent(request, deadline)
        .thenCombine(
            before,
            (parent, states) -> {
              ParentRules rules = new ParentRules(chainId, parent);
              return new CulpritSearch(
                  new SliceWalk(chainId, slices, rules),
                  slices,
                  states,
                  rules.leastGas(),
                  new ListBuilds(strategy, request, feeRecipient, deadline));
            })
        .thenCompose(search -> search.run(failure));
  }

  private CompletableFuture<BlockHeader> parent(PrepareRequest request, Deadline deadline) {
    JsonRpcCall call = JsonRpcCall.of("eth_getBlockByHash", request.parent().hash().toHex(), false);
    return rpc.engine(call, deadline.remaining(), deadline)
        .thenApply(
            block -> {
              EngineBlock parent = EngineBlock.parse(block);
              if (!parent.hash().equals(request.parent().hash())) {
                throw JsonFields.unusable("parent");
              }
              return parent.header();
            });
  }
}
