package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.AdoptOutcome;
import dev.braid.rollup.spi.AdoptOutcome.Adopted;
import dev.braid.rollup.spi.AdoptOutcome.Diverged;
import dev.braid.rollup.spi.AdoptOutcome.ParentMissing;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.DiscardOutcome.Discarded;
import dev.braid.rollup.spi.DiscardOutcome.OtherHead;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.RollupClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Requests of a deposed leader: those not yet written are not written, and what late ones did is
 * repaired (A1, A2, A3; design 6.6).
 */
public abstract class LateRequestContract extends RollupClientContract {
  private static final Predicate<TransactionHash> IN_LOG = hash -> true;
  private static final int MORE_THAN_ANY_CALL_NEEDS = 40;

  private DiscardOutcome discardOurs(BlockRef parent) {
    return await(client().discard(parent, IN_LOG, RollupClient.MAX_UNDECIDED));
  }

  private AdoptOutcome adoptOver(DecidedBlock block) {
    return await(client().adopt(block, IN_LOG));
  }

  private List<List<RawTransaction>> slice(int key, long nonce) {
    return List.of(List.of(transfer(key, nonce)));
  }

  @Test
  void stopsBeforeEveryRequestOnceItsFenceIsClosed() {
    BlockRef genesis = head();
    List<List<RawTransaction>> slices = List.of(List.of(transfer(0, 0), transfer(1, 0)));
    int requests = 0;
    PrepareOutcome outcome = new PrepareOutcome.Unavailable("not asked");
    for (; requests < MORE_THAN_ANY_CALL_NEEDS && !(outcome instanceof Candidate); requests++) {
      AtomicInteger left = new AtomicInteger(requests);
      RollupClient deposed = client().fenced(() -> left.getAndDecrement() > 0);
      outcome = await(deposed.prepare(request(genesis, slices)));
      assertThat(left.get()).as("a request passed a closed fence").isGreaterThanOrEqualTo(-1);

      replaceClient(); // the next leader's
      assertThat(discardOurs(genesis)).isEqualTo(new Discarded());
      DecidedBlock block = decided(candidate(genesis, slices), slices);
      assertThat(discardOurs(genesis)).isEqualTo(new Discarded());
      AtomicInteger adoptLeft = new AtomicInteger(requests);
      await(client().fenced(() -> adoptLeft.getAndDecrement() > 0).adopt(block));
      replaceClient();
      assertThat(adoptOver(block)).as("half done by the one before").isEqualTo(new Adopted());
      assertThat(head()).isEqualTo(ref(block));
      rollup().rollBackForeign();
    }
    assertThat(outcome).isInstanceOf(Candidate.class);
    assertThat(requests).as("a prepare takes several requests").isGreaterThan(3);
  }

  @Test
  void callsThatWaitForTheirTurnStopToo() {
    BlockRef genesis = head();
    RollupClient deposed = client().fenced(() -> false);
    var first = client().prepare(request(genesis, slice(0, 0)));
    var second = deposed.discard(genesis, IN_LOG);
    assertThat(await(first)).isInstanceOf(Candidate.class);
    assertThat(await(second)).isInstanceOf(DiscardOutcome.Unavailable.class);
    assertThat(head().number()).as("the candidate is left alone").isEqualTo(1);
  }

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
