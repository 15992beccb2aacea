package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.PrepareOutcome.OtherHead;
import dev.braid.rollup.spi.PrepareOutcome.TransactionOutcome;
import dev.braid.rollup.spi.PrepareRequest;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Candidates: exactly what was asked for, reported truly, and nothing else. */
public abstract class PrepareContract extends RollupClientContract {
  @Test
  void buildsExactlyTheListInItsOrder() {
    long seed = 7;
    Random random = new Random(seed);
    long[] nonces = new long[19];
    List<List<RawTransaction>> slices = new ArrayList<>();
    int left = 500;
    while (left > 0) {
      List<RawTransaction> slice = new ArrayList<>();
      for (int i = Math.min(left, 1 + random.nextInt(5)); i > 0; i--, left--) {
        int key = random.nextInt(nonces.length);
        slice.add(transfer(key, nonces[key]++));
      }
      slices.add(slice);
    }
    BlockRef genesis = head();
    Candidate candidate = candidate(genesis, slices);
    assertThat(candidate.header().parentHash()).as("seed %d", seed).isEqualTo(genesis.hash());
    assertThat(candidate.header().number()).isEqualTo(1);
    assertThat(candidate.header().gasUsed()).isEqualTo(500 * 21_000);
    assertThat(candidate.slices()).hasSameSizeAs(slices);
    for (int i = 0; i < slices.size(); i++) {
      assertThat(candidate.slices().get(i)).hasSameSizeAs(slices.get(i));
      assertThat(candidate.slices().get(i)).allMatch(TransactionOutcome::success);
    }
  }

  @Test
  void buildsTheTimestampAskedForAlsoTheParentsOwn() {
    BlockRef genesis = head();
    BlockRef first = ref(extend(genesis, List.of()));
    assertThat(first.timestampSeconds()).isEqualTo(genesis.timestampSeconds() + 1);
    PrepareOutcome again =
        await(
            client()
                .prepare(new PrepareRequest(first, first.timestampSeconds(), List.of(), BUDGET)));
    if (again instanceof Candidate candidate) {
      assertThat(candidate.header().timestampSeconds()).isEqualTo(first.timestampSeconds());
    } else {
      assertThat(again)
          .as("engines that want rising timestamps")
          .isInstanceOf(PrepareOutcome.RefusedAsWhole.class);
    }
  }

  @Test
  void preparesTheSameBlockTwice() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0)), List.of(transfer(1, 0)));
    assertThat(prepare(genesis, slices)).isEqualTo(prepare(genesis, slices));
  }

  @Test
  void replacesTheFirstCandidateByTheSecond() {
    BlockRef genesis = head();
    candidate(genesis, List.of(List.of(transfer(0, 0))));
    List<List<RawTransaction>> second = List.of(List.of(transfer(1, 0)));
    Candidate candidate = candidate(genesis, second);
    assertThat(candidate.header().number()).isEqualTo(1);
    assertThat(candidate.header().gasUsed()).isEqualTo(21_000);
    assertThat(candidate(genesis, second)).isEqualTo(candidate);
  }

  @Test
  void carriesOutPreparesInTheOrderCalled() {
    BlockRef genesis = head();
    List<CompletionStage<PrepareOutcome>> stages = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      stages.add(client().prepare(request(genesis, List.of(List.of(transfer(i, 0))))));
    }
    Candidate last = (Candidate) await(stages.get(9));
    stages.forEach(stage -> assertThat(await(stage)).isInstanceOf(Candidate.class));
    assertThat(candidate(genesis, List.of(List.of(transfer(9, 0))))).isEqualTo(last);
  }

  @Test
  void tellsAnotherHead() {
    BlockRef genesis = head();
    BlockRef first = ref(extend(genesis, List.of(List.of(transfer(0, 0)))));
    assertThat(prepare(genesis, List.of(List.of(transfer(1, 0))))).isEqualTo(new OtherHead(first));
    assertThat(head()).isEqualTo(first);
  }

  @Test
  void reportsStatusGasAndPaymentOfEachTransaction() {
    BlockRef genesis = head();
    Address reverter = TestTransactions.created(address(0), 0);
    BlockRef deployed =
        ref(
            extend(
                genesis,
                List.of(
                    List.of(
                        TestTransactions.deployReverter(rollup().chainId(), 0)
                            .sign(rollup().key(0))))));
    RawTransaction reverting =
        transfer(0)
            .to(reverter)
            .withValue(BigInteger.ZERO)
            .withGasLimit(50_000)
            .sign(rollup().key(1));
    RawTransaction outOfGas =
        transfer(1)
            .to(null)
            .withData(Bytes.fromHex("0x5b600056"))
            .withGasLimit(60_000)
            .sign(rollup().key(1));
    Candidate candidate =
        candidate(deployed, List.of(List.of(transfer(2, 0), reverting), List.of(outOfGas)));
    TransactionOutcome good = candidate.slices().get(0).get(0);
    assertThat(good.success()).isTrue();
    assertThat(good.failure()).isNull();
    assertThat(good.gasUsed()).isEqualTo(21_000);
    assertThat(good.payment())
        .isEqualTo(TestTransactions.GWEI.multiply(BigInteger.valueOf(21_000)));

    TransactionOutcome bad = candidate.slices().get(0).get(1);
    assertThat(bad.success()).isFalse();
    Reason reason = present(bad.failure());
    assertThat(reason.code()).isEqualTo(ReasonCode.REVERTED);
    assertThat(reason.chainId()).isEqualTo(rollup().chainId());
    assertThat(reason.transactionHash()).isEqualTo(reverting.hash());
    assertThat(reason.transactionIndex()).isEqualTo(1);
    assertThat(reason.revertReason()).isEqualTo("no");
    assertThat(present(reason.revertData()).size()).isEqualTo(100);

    TransactionOutcome burnt = candidate.slices().get(1).get(0);
    assertThat(burnt.success()).isFalse();
    assertThat(burnt.gasUsed()).isEqualTo(60_000);
    assertThat(present(burnt.failure()).revertReason()).isNull();
  }

  @Test
  void keepsForeignTransactionsOut() {
    BlockRef genesis = head();
    RawTransaction foreign = transfer(3, 0);
    rollup().submitForeign(foreign);
    rollup().submitForeign(transfer(4, 1)); // waits for nonce 0 of its sender
    Candidate candidate = candidate(genesis, List.of(List.of(transfer(4, 0))));
    assertThat(candidate.header().gasUsed()).isEqualTo(21_000);
    assertThat(discard(genesis)).isInstanceOf(DiscardOutcome.Discarded.class);
    assertThat(candidate(genesis, List.of()).header().gasUsed()).isZero();
  }

  @Test
  void dryRunKeepsNothing() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0)));
    PrepareOutcome dry = await(client().dryRun(request(genesis, slices)));
    assertThat(dry).isInstanceOf(Candidate.class);
    assertThat(head()).isEqualTo(genesis);
    assertThat(prepare(genesis, slices)).isEqualTo(dry);
  }

  @Test
  void dryRunTouchesNoCandidate() {
    BlockRef genesis = head();
    Candidate candidate = candidate(genesis, List.of(List.of(transfer(0, 0))));
    if (head().equals(genesis)) {
      return; // an engine that hides candidates
    }
    assertThat(await(client().dryRun(request(genesis, List.of(List.of(transfer(1, 0)))))))
        .isEqualTo(new OtherHead(ref(candidate)));
    assertThat(head()).isEqualTo(ref(candidate));
  }
}
