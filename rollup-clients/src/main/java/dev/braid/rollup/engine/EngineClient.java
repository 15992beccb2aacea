package dev.braid.rollup.engine;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.driver.Accounts;
import dev.braid.rollup.driver.Deadline;
import dev.braid.rollup.driver.SerialLane;
import dev.braid.rollup.jsonrpc.EngineBlock;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Drives one execution engine through the Engine API: level EXECUTION, and nobody sees a candidate
 * before it is adopted. Calls that move the head go through one lane, as the Engine API asks for
 * ({@code forkchoiceUpdated} in order).
 */
public final class EngineClient implements RollupClient {
  private final ChainId chainId;
  private final EngineRpc rpc;
  private final EngineInfo info;
  private final Accounts accounts;
  private final EnginePreparation preparation;
  private final EngineAdoption adoption;
  private final SerialLane lane;
  private final CallFence fence;

  /**
   * @param curve recovers senders when something went wrong
   * @throws IllegalArgumentException when the secret's file is of no use; names the file
   */
  public EngineClient(EngineSettings settings, Secp256k1 curve) {
    this(settings, curve, InstantSource.system());
  }

  /**
   * @param clock dates the tokens for the Engine API
   */
  EngineClient(EngineSettings settings, Secp256k1 curve, InstantSource clock) {
    this.chainId = settings.chainId();
    this.rpc = new EngineRpc(settings, JwtSecret.read(settings.jwtSecretFile()), clock);
    EngineMethods methods = new EngineMethods(rpc);
    EngineCalls calls = new EngineCalls(rpc, methods);
    Strategy strategy = new TestingBuild(rpc);
    this.info = new EngineInfo(rpc, methods, strategy);
    this.accounts = new Accounts(rpc.rpc());
    Culprits culprits = new Culprits(settings, rpc, accounts, strategy, curve);
    this.preparation = new EnginePreparation(settings, rpc, strategy, calls, culprits);
    this.adoption = new EngineAdoption(rpc, calls);
    this.lane = new SerialLane();
    this.fence = CallFence.ALWAYS;
  }

  private EngineClient(EngineClient other, CallFence fence) {
    this.chainId = other.chainId;
    this.rpc = other.rpc;
    this.info = other.info;
    this.accounts = other.accounts;
    this.preparation = other.preparation;
    this.adoption = other.adoption;
    this.lane = other.lane;
    this.fence = fence;
  }

  @Override
  public RollupClient fenced(CallFence other) {
    return new EngineClient(this, other);
  }

  @Override
  public CompletionStage<RpcResult<RollupInfo>> info() {
    return SerialLane.read(info.read(Deadline.in(CALL_TIMEOUT, fence)));
  }

  @Override
  public CompletionStage<RpcResult<BlockRef>> head() {
    return SerialLane.read(
        rpc.blocks().latest(Deadline.in(CALL_TIMEOUT, fence)).thenApply(EngineBlock::ref));
  }

  @Override
  public CompletionStage<RpcResult<Optional<BlockRef>>> blockAt(long number) {
    return SerialLane.read(
        rpc.blocks()
            .latestAnd(number, Deadline.in(CALL_TIMEOUT, fence))
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

  /** A candidate is nothing that is kept. */
  @Override
  public CompletionStage<PrepareOutcome> dryRun(PrepareRequest request) {
    return prepare(request);
  }

  @Override
  public CompletionStage<AdoptOutcome> adopt(DecidedBlock block) {
    if (!block.chainId().equals(chainId)) {
      throw new IllegalArgumentException("block of chain " + block.chainId() + " for " + chainId);
    }
    return lane.submit(
        CALL_TIMEOUT,
        fence,
        deadline -> adoption.adopt(block, deadline),
        AdoptOutcome.Unavailable::new);
  }

  /** There is never anything to drop: an undecided block is nobody's head. */
  @Override
  public CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog) {
    return lane.submit(
        CALL_TIMEOUT,
        fence,
        deadline ->
            rpc.blocks()
                .latest(deadline)
                .thenApply(
                    head ->
                        head.hash().equals(parent.hash())
                            ? new DiscardOutcome.Discarded()
                            : new DiscardOutcome.OtherHead(head.ref())),
        DiscardOutcome.Unavailable::new);
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
    rpc.close();
  }
}
