package dev.braid.rollup.engine;

import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.TransactionHash;
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
import dev.braid.rollup.spi.Trouble;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Drives one execution engine through the Engine API. */
public final class EngineClient implements RollupClient {
  private static final String NOT_YET = "not built yet";

  /**
   * @param curve recovers senders when something went wrong
   * @throws IllegalArgumentException when the secret's file is of no use; names the file
   */
  public EngineClient(EngineSettings settings, Secp256k1 curve) {
    JwtSecret.read(settings.jwtSecretFile());
  }

  @Override
  public CompletionStage<RpcResult<RollupInfo>> info() {
    return CompletableFuture.completedFuture(new RpcResult.Unavailable<>(Trouble.UNKNOWN, NOT_YET));
  }

  @Override
  public CompletionStage<RpcResult<BlockRef>> head() {
    return CompletableFuture.completedFuture(new RpcResult.Unavailable<>(Trouble.UNKNOWN, NOT_YET));
  }

  @Override
  public CompletionStage<PrepareOutcome> prepare(PrepareRequest request) {
    return CompletableFuture.completedFuture(
        new PrepareOutcome.Unavailable(Trouble.UNKNOWN, NOT_YET));
  }

  @Override
  public CompletionStage<AdoptOutcome> adopt(DecidedBlock block) {
    return CompletableFuture.completedFuture(
        new AdoptOutcome.Unavailable(Trouble.UNKNOWN, NOT_YET));
  }

  @Override
  public CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog) {
    return CompletableFuture.completedFuture(
        new DiscardOutcome.Unavailable(Trouble.UNKNOWN, NOT_YET));
  }

  @Override
  public CompletionStage<PrepareOutcome> dryRun(PrepareRequest request) {
    return prepare(request);
  }

  @Override
  public CompletionStage<RpcResult<Map<Address, AccountState>>> accounts(
      BlockRef at, List<Address> addresses) {
    return CompletableFuture.completedFuture(new RpcResult.Unavailable<>(Trouble.UNKNOWN, NOT_YET));
  }

  @Override
  public RollupClient fenced(CallFence fence) {
    return this;
  }

  @Override
  public void close() {}
}
