package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.AdoptOutcome.Adopted;
import dev.braid.rollup.spi.AdoptOutcome.Diverged;
import dev.braid.rollup.spi.AdoptOutcome.ParentMissing;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome.Discarded;
import dev.braid.rollup.spi.DiscardOutcome.OtherHead;
import dev.braid.rollup.spi.RollupClient;
import org.junit.jupiter.api.Test;

/**
 * What late requests of a deposed leader did is repaired, on an engine that shows candidates (A1,
 * A3; design 6.6).
 */
public abstract class LateRequestContract extends RollupClientContract {
  @Test
  void dropsWhatALateMineBuiltOnACandidate() {
    BlockRef genesis = head();
    candidate(genesis, slice(0, 0));
    rollup().submitForeign(transfer(1, 0));
    rollup().mineForeign();
    replaceClient();
    assertThat(head().number()).isEqualTo(2);
    assertThat(discardOurs(genesis)).isEqualTo(new Discarded());
    assertThat(head()).isEqualTo(genesis);
  }

  @Test
  void leavesABlockAloneThatHoldsWhatTheLogDoesNot() {
    BlockRef genesis = head();
    RawTransaction foreign = transfer(5, 0);
    rollup().submitForeign(foreign);
    rollup().mineForeign();
    rollup().mineForeign();
    BlockRef before = head();
    assertThat(await(client().discard(genesis, hash -> !hash.equals(foreign.hash()), 2)))
        .isEqualTo(new OtherHead(before));
    assertThat(head()).as("not even the empty block on it").isEqualTo(before);
  }

  @Test
  void leavesMoreBlocksAloneThanLateRequestsCanMake() {
    BlockRef genesis = head();
    for (int i = 0; i <= RollupClient.MAX_UNDECIDED; i++) {
      rollup().mineForeign();
    }
    assertThat(discardOurs(genesis)).isEqualTo(new OtherHead(head()));
  }

  @Test
  void adoptsInPlaceOfWhatLateRequestsBuiltThere() {
    DecidedBlock first = extend(head(), slice(0, 0));
    DecidedBlock block = extend(ref(first), slice(0, 1));
    rollup().rollBackForeign();
    rollup().submitForeign(transfer(1, 0));
    rollup().mineForeign();
    rollup().mineForeign();
    replaceClient();
    assertThat(adopt(block)).as("without the log's word").isInstanceOf(Diverged.class);
    assertThat(adoptOver(block)).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(block));
  }

  @Test
  void adoptsAgainFromTheDecidedParentOn() {
    BlockRef genesis = head();
    DecidedBlock first = extend(genesis, slice(0, 0));
    DecidedBlock second = extend(ref(first), slice(0, 1));
    rollup().rollBackForeign();
    rollup().rollBackForeign();
    rollup().submitForeign(transfer(1, 0));
    rollup().mineForeign();
    replaceClient();
    assertThat(adoptOver(second)).isEqualTo(new ParentMissing(genesis));
    assertThat(adoptOver(first)).isEqualTo(new Adopted());
    assertThat(adoptOver(second)).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(second));
  }

  @Test
  void anEmptyBlockInPlaceOfADecidedOneGoes() {
    DecidedBlock first = extend(head(), slice(0, 0));
    DecidedBlock second = extend(ref(first), slice(0, 1));
    rollup().rollBackForeign();
    rollup().rollBackForeign();
    rollup().mineForeign();
    BlockRef other = head();
    replaceClient();
    assertThat(adoptOver(second)).isInstanceOf(ParentMissing.class);
    assertThat(head()).as("not before it is known where it stands").isEqualTo(other);
    assertThat(adoptOver(first)).isEqualTo(new Adopted());
    assertThat(adoptOver(second)).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(second));
  }

  @Test
  void ofBlocksOnAnotherBlockThanTheParentThatBlockIsTold() {
    DecidedBlock first = extend(head(), slice(0, 0));
    rollup().rollBackForeign();
    rollup().mineForeign();
    BlockRef inItsPlace = head();
    rollup().mineForeign();
    BlockRef other = head();
    replaceClient();
    assertThat(discardOurs(ref(first))).isEqualTo(new OtherHead(inItsPlace));
    assertThat(head()).as("left alone").isEqualTo(other);
    assertThat(adoptOver(first)).isEqualTo(new Adopted());
    assertThat(head()).isEqualTo(ref(first));
  }
}
