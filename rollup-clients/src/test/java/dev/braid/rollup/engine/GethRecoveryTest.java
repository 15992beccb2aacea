package dev.braid.rollup.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.rollup.contract.RollupClientContract;
import dev.braid.rollup.contract.TestRollup;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.AdoptOutcome.Adopted;
import dev.braid.rollup.spi.AdoptOutcome.ParentMissing;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A geth that is killed, comes back older or empty, or is told to go back: decided blocks, as the
 * log tells them, make it whole again (A1, A2, A3; design 6.6).
 */
final class GethRecoveryTest extends RollupClientContract {
  /** Takes withdrawal requests: a validator's key of 48 bytes and an amount of 8 (EIP-7002). */
  private static final Address WITHDRAWAL_REQUESTS =
      Address.fromHex("0x00000961ef480eb55e80d19ad83579a64c007002");

  private static final byte WITHDRAWAL_REQUEST_TYPE = 1;

  private final List<DecidedBlock> log = new ArrayList<>();

  @Override
  protected TestRollup start() {
    log.clear();
    return GethRollup.start(901);
  }

  private GethRollup geth() {
    return (GethRollup) rollup();
  }

  private BlockRef decideBlocks(int count) {
    BlockRef parent = head();
    for (int i = 0; i < count; i++) {
      DecidedBlock block = extend(parent, slice(0, log.size()));
      log.add(block);
      parent = ref(block);
    }
    return parent;
  }

  /** As a coordinator does that finds the head behind the last decided block. */
  private void repair() {
    AdoptOutcome outcome = adopt(log.getLast());
    if (outcome instanceof ParentMissing(BlockRef lost)) {
      for (DecidedBlock block : log) {
        if (block.header().number() > lost.number()) {
          outcome = adopt(block);
          assertThat(outcome).as("block %s", ref(block)).isEqualTo(new Adopted());
        }
      }
    }
    assertThat(outcome).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(log.getLast()));
  }

  @Test
  void adoptsTheDecidedCandidateAfterAKillBetweenPrepareAndAdopt() {
    BlockRef parent = decideBlocks(3);
    DecidedBlock block = decided(candidate(parent, slice(1, 0)), slice(1, 0));
    log.add(block);
    geth().restart();
    assertThat(head().number()).isLessThanOrEqualTo(parent.number());
    repair();
  }

  @Test
  void findsWhatWasAcknowledgedBeforeAKill() {
    for (int life = 0; life < 4; life++) {
      decideBlocks(5);
      geth().restart();
      repair();
    }
    decideBlocks(1);
  }

  @Test
  void fillsAnEngineThatComesBackEmpty() {
    BlockRef genesis = head();
    decideBlocks(6);
    geth().restartEmpty();
    assertThat(adopt(log.getLast())).isEqualTo(new ParentMissing(genesis));
    repair();
    decideBlocks(1);
  }

  @Test
  void rebuildsABlockWithAnExecutionRequestOnAnEmptyReplica() {
    BlockRef genesis = head();
    RawTransaction asks =
        transfer(0)
            .to(WITHDRAWAL_REQUESTS)
            .withData(Bytes.fromHex("0x" + "ab".repeat(48) + "0000000000000007"))
            .withValue(BigInteger.ONE) // the fee of the first request
            .withGasLimit(200_000)
            .sign(rollup().key(0));
    List<List<RawTransaction>> slices = List.of(List.of(asks));
    Candidate candidate = candidate(genesis, slices);
    assertThat(candidate.slices().get(0).get(0).success()).isTrue();
    assertThat(candidate.executionRequests()).hasSize(1);
    Bytes request = candidate.executionRequests().get(0);
    assertThat(request.get(0)).isEqualTo(WITHDRAWAL_REQUEST_TYPE);
    assertThat(request.size()).isEqualTo(1 + 20 + 48 + 8);
    DecidedBlock block = decided(candidate, slices);
    assertThat(adopt(block)).isEqualTo(new Adopted());
    log.add(block);
    rollup().restartEmpty();
    repair();
    decideBlocksFrom(1);
  }

  private void decideBlocksFrom(long nonce) {
    log.add(extend(head(), slice(0, nonce)));
    assertThat(head()).isEqualTo(ref(log.getLast()));
  }

  @Test
  void aLateCallOfADeposedLeaderToAnOlderDecidedBlockLosesNothing() {
    decideBlocks(4);
    geth().lateForkchoice(log.get(1).hash());
    repair();
    // A geth that was started again may have forgotten what is final, and follows.
    geth().restart();
    repair();
    geth().lateForkchoice(log.get(1).hash());
    repair();
    decideBlocks(2);
  }

  @Test
  void aHeadThatWasTakenBackIsPutForwardAgain() {
    decideBlocks(4);
    rollup().rollBackForeign();
    rollup().rollBackForeign();
    assertThat(adopt(log.getLast())).isEqualTo(new ParentMissing(ref(log.get(1))));
    repair();
    decideBlocks(2);
  }
}
