package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.AccountState;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.PrepareRequest;
import dev.braid.rollup.spi.RollupClient;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Reads, and engines that are slow, dead or back again: always an answer, and in time (A4). */
public abstract class OutageContract extends RollupClientContract {
  @Test
  void tellsWhoIsAtTheOtherEnd() {
    RollupInfo info = answer(client().info());
    assertThat(info.chainId()).isEqualTo(rollup().chainId());
    assertThat(info.genesis()).isEqualTo(head());
    assertThat(info.engine()).isNotEmpty();
  }

  @Test
  void readsAccountsAtTheDecidedBlockWhateverCandidateIsVisible() {
    BlockRef genesis = head();
    List<Address> asked = List.of(address(0), TestTransactions.SINK, address(1));
    candidate(genesis, List.of(List.of(transfer(0, 0))));
    Map<Address, AccountState> before = answer(client().accounts(genesis, asked));
    assertThat(before.keySet()).containsExactlyElementsOf(asked);
    assertThat(present(before.get(address(0))).nonce()).isZero();
    assertThat(present(before.get(TestTransactions.SINK)).balance()).isZero();
    assertThat(discard(genesis)).isEqualTo(new DiscardOutcome.Discarded());
    BlockRef first = ref(extend(genesis, List.of(List.of(transfer(0, 0)))));
    Map<Address, AccountState> after = answer(client().accounts(first, asked));
    assertThat(present(after.get(address(0))).nonce()).isEqualTo(1);
    assertThat(present(after.get(TestTransactions.SINK)).balance()).isEqualTo(BigInteger.ONE);
    assertThat(answer(client().accounts(first, List.of()))).isEmpty();
  }

  @Test
  void answersInTimeWhenTheEngineStandsStillAndGoesOnAfterwards() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0)));
    rollup().freeze();
    long start = System.nanoTime();
    PrepareRequest hasty =
        new PrepareRequest(genesis, genesis.timestampSeconds() + 1, slices, Duration.ofMillis(300));
    assertThat(await(client().prepare(hasty))).isInstanceOf(PrepareOutcome.Unavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    CompletionStage<RpcResult<BlockRef>> head = client().head();
    CompletionStage<DiscardOutcome> discard = client().discard(genesis, hash -> false);
    assertThat(await(head)).isInstanceOf(RpcResult.Unavailable.class);
    assertThat(await(discard)).isInstanceOf(DiscardOutcome.Unavailable.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(RollupClient.CALL_TIMEOUT.multipliedBy(2));
    rollup().thaw();
    // What was sent before may take effect now, at any time; it is recognised as ours.
    Candidate candidate = untilCandidate(request(genesis, slices));
    DecidedBlock block = decided(candidate, slices);
    assertThat(adopt(block)).isEqualTo(new AdoptOutcome.Adopted());
    assertThat(head()).isEqualTo(ref(block));
  }

  @Test
  void preparesAfterAPrepareThatRanOutOfTimeInTheMiddle() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      slices.add(List.of(transfer(i % 16, i / 16)));
    }
    for (int millis : new int[] {1, 5, 20, 60, 100, 140}) {
      PrepareRequest hasty =
          new PrepareRequest(
              genesis, genesis.timestampSeconds() + 1, slices, Duration.ofMillis(millis));
      PrepareOutcome outcome = await(client().prepare(hasty));
      assertThat(outcome).isInstanceOfAny(PrepareOutcome.Unavailable.class, Candidate.class);
    }
    List<List<RawTransaction>> others = List.of(List.of(transfer(17, 0)));
    Candidate candidate = untilCandidate(request(genesis, others));
    assertThat(candidate.header().gasUsed()).isEqualTo(21_000);
  }

  @Test
  void saysUnavailableWhenNobodyIsThereAndGoesOnWhenSomebodyIsAgain() {
    BlockRef genesis = head();
    DecidedBlock block = extend(genesis, List.of(List.of(transfer(0, 0))));
    rollup().kill();
    assertThat(await(client().head())).isInstanceOf(RpcResult.Unavailable.class);
    assertThat(await(client().info())).isInstanceOf(RpcResult.Unavailable.class);
    assertThat(prepare(genesis, List.of())).isInstanceOf(PrepareOutcome.Unavailable.class);
    assertThat(adopt(block)).isInstanceOf(AdoptOutcome.Unavailable.class);
    assertThat(discard(genesis)).isInstanceOf(DiscardOutcome.Unavailable.class);
    assertThat(await(client().accounts(genesis, List.of(address(0)))))
        .isInstanceOf(RpcResult.Unavailable.class);
    rollup().restartEmpty();
    assertThat(adopt(block)).isEqualTo(new AdoptOutcome.Adopted());
    assertThat(await(client().accounts(ref(block), List.of(address(0)))))
        .isInstanceOf(RpcResult.Answer.class);
  }

  @Test
  void refusesMoreWaitingCallsThanItsLimit() {
    BlockRef genesis = head();
    rollup().freeze();
    List<CompletionStage<DiscardOutcome>> stages = new ArrayList<>();
    for (int i = 0; i < RollupClient.MAX_QUEUED + 1; i++) {
      stages.add(client().discard(genesis, hash -> false));
    }
    assertThat(stages.get(RollupClient.MAX_QUEUED).toCompletableFuture()).isDone();
    rollup().thaw();
    stages.forEach(RollupClientContract::await);
    assertThat(discard(genesis)).isEqualTo(new DiscardOutcome.Discarded());
  }

  @Test
  void answersAfterItWasClosed() {
    BlockRef genesis = head();
    client().close();
    assertThat(await(client().head())).isInstanceOf(RpcResult.Unavailable.class);
    assertThat(prepare(genesis, List.of())).isInstanceOf(PrepareOutcome.Unavailable.class);
  }

  /** Unavailable is an answer while something late still happens; not for long. */
  private Candidate untilCandidate(PrepareRequest request) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    PrepareOutcome outcome;
    do {
      outcome = await(client().prepare(request));
      if (outcome instanceof Candidate candidate) {
        return candidate;
      }
    } while (outcome instanceof PrepareOutcome.Unavailable && System.nanoTime() < end);
    throw new AssertionError("no candidate: " + outcome);
  }
}
