package dev.braid.rollup.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BlockRef;
import dev.braid.rollup.spi.AdoptOutcome.Adopted;
import dev.braid.rollup.spi.DecidedBlock;
import dev.braid.rollup.spi.DiscardOutcome;
import dev.braid.rollup.spi.DiscardOutcome.Discarded;
import dev.braid.rollup.spi.PrepareOutcome;
import dev.braid.rollup.spi.PrepareOutcome.Candidate;
import dev.braid.rollup.spi.RollupClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests of a deposed leader that are not yet written are not written (A2; design 6.6). */
public abstract class FenceContract extends RollupClientContract {
  private static final int MORE_THAN_ANY_CALL_NEEDS = 40;

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
    boolean shows = answer(client().info()).showsCandidates();
    assertThat(head().number()).as("the candidate is left alone").isEqualTo(shows ? 1 : 0);
  }
}
