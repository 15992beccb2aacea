package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.AdoptOutcome.Adopted;
import dev.braid.rollup.spi.AdoptOutcome.Diverged;
import dev.braid.rollup.spi.AdoptOutcome.ParentMissing;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome.Discarded;
import dev.braid.rollup.spi.DiscardOutcome.OtherHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Adopt, discard, and rebuilding what an engine has forgotten (A1, A3). */
public abstract class AdoptContract extends RollupClientContract {
  @Test
  void adoptsAgainAndAgain() {
    DecidedBlock first = extend(head(), List.of(List.of(transfer(0, 0))));
    assertThat(adopt(first)).isEqualTo(new Adopted());
    DecidedBlock second = extend(ref(first), List.of(List.of(transfer(0, 1))));
    assertThat(adopt(first)).as("a block below the head").isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(second));
  }

  @Test
  void adoptsWhatAnotherClientPrepared() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0)));
    DecidedBlock block = decided(candidate(genesis, slices), slices);
    replaceClient();
    assertThat(adopt(block)).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(block));
  }

  @Test
  void adoptsADecisionWhoseCandidateWasDropped() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0), transfer(1, 0)));
    DecidedBlock block = decided(candidate(genesis, slices), slices);
    assertThat(discard(genesis)).isEqualTo(new Discarded());
    assertThat(head()).isEqualTo(genesis);
    assertThat(adopt(block)).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(block));
  }

  @Test
  void dropsItsOwnUndecidedCandidateThatIsInTheWay() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0)));
    DecidedBlock block = decided(candidate(genesis, slices), slices);
    candidate(genesis, List.of(List.of(transfer(1, 0))));
    assertThat(adopt(block)).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(block));
  }

  @Test
  void saysThatAForeignBlockStandsInTheWay() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0)));
    DecidedBlock block = decided(candidate(genesis, slices), slices);
    discard(genesis);
    replaceClient();
    rollup().submitForeign(transfer(5, 0));
    rollup().mineForeign();
    BlockRef foreign = head();
    assertThat(adopt(block)).isInstanceOf(Diverged.class);
    assertThat(head()).as("left alone").isEqualTo(foreign);
  }

  @Test
  void rebuildsEveryBlockBitForBitOnAnEmptyEngine() {
    Random random = new Random(11);
    long[] nonces = new long[6];
    List<DecidedBlock> blocks = new ArrayList<>();
    BlockRef genesis = head();
    BlockRef parent = genesis;
    for (int i = 0; i < 8; i++) {
      // What is dropped on the way must leave no trace in what follows.
      int other = random.nextInt(nonces.length);
      candidate(parent, List.of(List.of(transfer(other, nonces[other]))));
      if (random.nextBoolean()) {
        assertThat(discard(parent)).isEqualTo(new Discarded());
      }
      List<List<RawTransaction>> slices = new ArrayList<>();
      for (int slice = random.nextInt(4); slice > 0; slice--) {
        int key = random.nextInt(nonces.length);
        slices.add(List.of(transfer(key, nonces[key]++), transfer(key, nonces[key]++)));
      }
      DecidedBlock block = extend(parent, slices);
      blocks.add(block);
      parent = ref(block);
    }
    rollup().restartEmpty();
    assertThat(head()).isEqualTo(genesis);
    assertThat(adopt(blocks.get(3))).isEqualTo(new ParentMissing(genesis));
    for (DecidedBlock block : blocks) {
      assertThat(adopt(block)).isEqualTo(new Adopted());
      assertThat(head()).isEqualTo(ref(block));
    }
    // And the engine goes on as the one before would have.
    extend(parent, List.of(List.of(transfer(0, nonces[0]))));
  }

  @Test
  void replaysDespiteForeignTransactionsInThePool() {
    BlockRef genesis = head();
    DecidedBlock block = extend(genesis, List.of(List.of(transfer(0, 0))));
    rollup().restartEmpty();
    rollup().submitForeign(transfer(1, 0));
    assertThat(adopt(block)).isEqualTo(new Adopted());
  }

  @Test
  void saysWhenAReplayGivesAnotherBlock() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0)));
    DecidedBlock block = decided(candidate(genesis, slices), slices);
    discard(genesis);
    DecidedBlock lie =
        new DecidedBlock(
            block.chainId(),
            block.header(),
            block.hash(),
            List.of(),
            List.of(transfer(1, 0)),
            List.of(),
            List.of());
    assertThat(adopt(lie)).isInstanceOf(Diverged.class);
    assertThat(head()).isEqualTo(genesis);
  }

  @Test
  void discardsAgainAndAgain() {
    BlockRef genesis = head();
    assertThat(discard(genesis)).as("nothing to drop").isEqualTo(new Discarded());
    candidate(genesis, List.of(List.of(transfer(0, 0))));
    assertThat(discard(genesis)).isEqualTo(new Discarded());
    assertThat(discard(genesis)).isEqualTo(new Discarded());
    assertThat(head()).isEqualTo(genesis);
  }

  @Test
  void discardsTheCandidateOfAClientBeforeItByItsTransactions() {
    BlockRef genesis = head();
    RawTransaction one = transfer(0, 0);
    RawTransaction two = transfer(1, 0);
    BlockRef candidate = ref(candidate(genesis, List.of(List.of(one, two))));
    replaceClient();
    if (head().equals(genesis)) {
      return; // an engine that hides candidates
    }
    Set<TransactionHash> tooFew = Set.of(one.hash());
    assertThat(await(client().discard(genesis, tooFew::contains)))
        .isEqualTo(new OtherHead(candidate));
    Set<TransactionHash> all = Set.of(one.hash(), two.hash());
    assertThat(await(client().discard(genesis, all::contains))).isEqualTo(new Discarded());
    assertThat(head()).isEqualTo(genesis);
  }

  @Test
  void discardsNothingThatIsNotAChildOfTheParent() {
    BlockRef genesis = head();
    BlockRef first = ref(extend(genesis, List.of(List.of(transfer(0, 0)))));
    BlockRef second = ref(extend(first, List.of(List.of(transfer(0, 1)))));
    assertThat(await(client().discard(genesis, hash -> true))).isEqualTo(new OtherHead(second));
    assertThat(head()).isEqualTo(second);
  }
}
