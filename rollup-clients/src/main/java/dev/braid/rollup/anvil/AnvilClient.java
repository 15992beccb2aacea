package dev.braid.rollup.anvil;

import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.driver.Accounts;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.SerialLane;
import dev.braid.rollup.jsonrpc.EngineBlock;
import dev.braid.rollup.jsonrpc.JsonFields;
import dev.braid.rollup.jsonrpc.JsonRpcCall;
import dev.braid.rollup.jsonrpc.JsonRpcClient;
import dev.braid.rollup.jsonrpc.JsonRpcLimits;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.CallFence;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Drives one anvil that was started with {@link AnvilCommand}. Anvil has one head and no candidates
 * beside it, so a candidate <em>is</em> the head until it is adopted, which changes nothing, or
 * dropped with {@code anvil_rollback}: level EXECUTION, but visible meanwhile.
 */
public final class AnvilClient implements RollupClient {
  private static final String STRATEGY = "evm_mine";

  private final ChainId chainId;
  private final JsonRpcClient transport;
  private final AnvilRpc rpc;
  private final SerialLane lane;
  private final BlockBuilder builder;
  private final Accounts accounts;
  private final Preparation preparation;
  private final UndecidedBlocks undecided;
  private final Adoption adoption;
  private final CallFence fence;

  /**
   * @param chainId the chain that reasons name; whether anvil agrees is what {@link #info} tells
   * @param url of anvil's HTTP port
   * @param curve recovers senders when something went wrong
   */
  public AnvilClient(ChainId chainId, URI url, Secp256k1 curve) {
    this.chainId = chainId;
    this.transport = new JsonRpcClient(url, JsonRpcLimits.DEFAULT);
    this.rpc = new AnvilRpc(transport);
    this.builder = new BlockBuilder(rpc);
    this.accounts = new Accounts(rpc.requests());
    this.preparation = new Preparation(chainId, rpc, builder, accounts, curve);
    this.undecided = new UndecidedBlocks(rpc);
    this.adoption = new Adoption(rpc, builder, undecided);
    this.lane = new SerialLane();
    this.fence = CallFence.ALWAYS;
  }

  private AnvilClient(AnvilClient other, CallFence fence) {
    this.chainId = other.chainId;
    this.transport = other.transport;
    this.rpc = other.rpc;
    this.builder = other.builder;
    this.accounts = other.accounts;
    this.preparation = other.preparation;
    this.undecided = other.undecided;
    this.adoption = other.adoption;
    this.lane = other.lane;
    this.fence = fence;
  }

  @Override
  public RollupClient fenced(CallFence other) {
    return new AnvilClient(this, other);
  }

  @Override
  public CompletionStage<RpcResult<RollupInfo>> info() {
    List<JsonRpcCall> calls =
        List.of(
            JsonRpcCall.of("eth_chainId"),
            JsonRpcCall.of("web3_clientVersion"),
            JsonRpcCall.of("eth_getBlockByNumber", "0x0", false));
    return SerialLane.read(
        rpc.repeatable(calls, Deadline.in(CALL_TIMEOUT, fence))
            .thenApply(
                replies ->
                    new RollupInfo(
                        JsonFields.chainId(replies.get(0).result()),
                        EngineBlock.parse(replies.get(2).result()).ref(),
                        replies.get(1).result().asText(),
                        Level.EXECUTION,
                        RollupDefinition.ETHEREUM_BLOCK_FORMAT,
                        STRATEGY,
                        true)));
  }

  @Override
  public CompletionStage<RpcResult<BlockRef>> head() {
    return SerialLane.read(
        rpc.latest(Deadline.in(CALL_TIMEOUT, fence)).thenApply(EngineBlock::ref));
  }

  @Override
  public CompletionStage<RpcResult<Optional<BlockRef>>> blockAt(long number) {
    return SerialLane.read(
        rpc.latestAnd(number, Deadline.in(CALL_TIMEOUT, fence))
            .thenApply(blocks -> Optional.ofNullable(blocks.get(1)).map(EngineBlock::ref)));
  }

  @Override
  public CompletionStage<PrepareOutcome> prepare(PrepareRequest request) {
    return lane.submit(
        request.budget(),
        fence,
        deadline -> preparation.prepare(request, deadline),
        PrepareOutcome.Unavailable::new);
  }

  @Override
  public CompletionStage<PrepareOutcome> dryRun(PrepareRequest request) {
    return lane.submit(
        request.budget(),
        fence,
        deadline -> preparation.dryRun(request, deadline),
        PrepareOutcome.Unavailable::new);
  }

  @Override
  public CompletionStage<AdoptOutcome> adopt(DecidedBlock block) {
    return adopt(block, hash -> false);
  }

  @Override
  public CompletionStage<AdoptOutcome> adopt(DecidedBlock block, Predicate<TransactionHash> inLog) {
    if (!block.chainId().equals(chainId)) {
      throw new IllegalArgumentException("block of chain " + block.chainId() + " for " + chainId);
    }
    return lane.submit(
        CALL_TIMEOUT,
        fence,
        deadline -> adoption.adopt(block, inLog, deadline),
        AdoptOutcome.Unavailable::new);
  }

  @Override
  public CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog) {
    return discard(parent, inLog, 1);
  }

  @Override
  public CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog, int maxBlocks) {
    return lane.submit(
        CALL_TIMEOUT,
        fence,
        deadline -> discardNow(parent, inLog, maxBlocks, deadline),
        DiscardOutcome.Unavailable::new);
  }

  private CompletableFuture<DiscardOutcome> discardNow(
      BlockRef parent, Predicate<TransactionHash> inLog, int maxBlocks, Deadline deadline) {
    return rpc.latest(deadline)
        .thenCompose(
            head ->
                head.hash().equals(parent.hash())
                    ? rpc.dropPool(deadline).thenApply(ignored -> new DiscardOutcome.Discarded())
                    : undecided
                        .dropAbove(
                            parent.number(),
                            parent.hash(),
                            maxBlocks,
                            head,
                            block ->
                                builder.made(block)
                                    || block.transactions().stream().allMatch(inLog),
                            deadline)
                        .thenCompose(
                            result ->
                                result.fate() == UndecidedBlocks.Fate.ON_ANOTHER_BLOCK
                                    ? inPlaceOf(parent, deadline)
                                    : CompletableFuture.completedFuture(
                                        discarded(parent, result.head()))));
  }

  /** The branch leaves the decided chain lower down: told is where it passes the parent. */
  private CompletableFuture<DiscardOutcome> inPlaceOf(BlockRef parent, Deadline deadline) {
    return rpc.latestAnd(parent.number(), deadline)
        .thenApply(
            blocks -> {
              EngineBlock there = blocks.get(1);
              if (there == null) {
                throw JsonFields.unusable("block: the chain moves while it is read");
              }
              return new DiscardOutcome.OtherHead(there.ref());
            });
  }

  private DiscardOutcome discarded(BlockRef parent, EngineBlock head) {
    if (!head.hash().equals(parent.hash())) {
      return new DiscardOutcome.OtherHead(head.ref());
    }
    builder.forget();
    return new DiscardOutcome.Discarded();
  }

  @Override
  public CompletionStage<RpcResult<Map<Address, AccountState>>> accounts(
      BlockRef at, List<Address> addresses) {
    if (addresses.size() > MAX_ACCOUNTS) {
      throw new IllegalArgumentException(addresses.size() + " addresses, at most " + MAX_ACCOUNTS);
    }
    return SerialLane.read(accounts.at(at, addresses, Deadline.in(CALL_TIMEOUT, fence)));
  }

  @Override
  public void close() {
    transport.close();
  }
}
