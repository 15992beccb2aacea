package dev.braid.coordinator.rounds;

import dev.braid.protocol.round.RollupTraits;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A client that notes what it is asked and answers {@code Unavailable}, or fails like a bug. */
final class TestClient implements RollupClient {
  final List<String> calls = new ArrayList<>();
  RpcResult<RollupInfo> info = new RpcResult.Unavailable<>("test");
  RpcResult<BlockRef> head = new RpcResult.Unavailable<>("test");
  RpcResult<Optional<BlockRef>> atAnchor = new RpcResult.Unavailable<>("test");
  boolean throwsBug;
  boolean neverAnswers;

  private <T> CompletionStage<T> answer(String call, T answer) {
    calls.add(call);
    if (throwsBug) {
      throw new IllegalStateException("a bug in " + call);
    }
    return neverAnswers ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
  }

  static RollupHandle handle(RollupClient client) {
    return new RollupHandle(
        client, true, RollupTraits.TimestampRule.EQUAL_ALLOWED, /* blockGasLimit= */ 30_000_000);
  }

  /** Whoever calls is noted; the fence itself is the business of real clients. */
  @Override
  public RollupClient fenced(CallFence fence) {
    return this;
  }

  @Override
  public CompletionStage<RpcResult<RollupInfo>> info() {
    return answer("info", info);
  }

  @Override
  public CompletionStage<RpcResult<BlockRef>> head() {
    return answer("head", head);
  }

  @Override
  public CompletionStage<RpcResult<Optional<BlockRef>>> blockAt(long number) {
    return answer("blockAt", atAnchor);
  }

  @Override
  public CompletionStage<PrepareOutcome> prepare(PrepareRequest request) {
    return answer("prepare", new PrepareOutcome.Unavailable("test"));
  }

  @Override
  public CompletionStage<AdoptOutcome> adopt(DecidedBlock block) {
    return answer("adopt", new AdoptOutcome.Adopted());
  }

  @Override
  public CompletionStage<DiscardOutcome> discard(
      BlockRef parent, Predicate<TransactionHash> inLog) {
    return answer("discard", new DiscardOutcome.Discarded());
  }

  @Override
  public CompletionStage<PrepareOutcome> dryRun(PrepareRequest request) {
    return answer("dryRun", new PrepareOutcome.Unavailable("test"));
  }

  @Override
  public CompletionStage<RpcResult<Map<Address, AccountState>>> accounts(
      BlockRef at, List<Address> addresses) {
    return answer("accounts", new RpcResult.Unavailable<>("test"));
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
