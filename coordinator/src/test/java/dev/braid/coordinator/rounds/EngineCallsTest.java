package dev.braid.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswer;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswered;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswer;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswered;
import dev.braid.protocol.round.PlannerEvent.HeadAnswer;
import dev.braid.protocol.round.PlannerEvent.HeadAnswered;
import dev.braid.protocol.round.RollupTraits;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EngineCallsTest {
  private static final ChainId CHAIN = new ChainId(901);
  private static final BlockRef PARENT =
      new BlockRef(7, new BlockHash(Bytes32.ZERO), 1_700_000_000);

  private final Vertx vertx = Vertx.vertx();
  private final TestClient client = new TestClient();
  private boolean leads = true;
  private final EngineCalls calls =
      new EngineCalls(
          vertx,
          new EmptyLog(),
          Map.of(
              CHAIN,
              new RollupHandle(
                  client, true, RollupTraits.TimestampRule.EQUAL_ALLOWED, 30_000_000)));

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void asksItsOwnLogBeforeEachEngineCall() {
    leads = false;

    PlannerEvent answer = await(calls.discard(new PlannerEffect.Discard(1, CHAIN, PARENT)));

    assertThat(answer)
        .isEqualTo(
            new DiscardAnswered(
                1, CHAIN, new DiscardAnswer.Unavailable("this node does not lead")));
    assertThat(client.calls).isEmpty();
  }

  @Test
  void adoptsOnlyWhatTheLogNames() {
    PlannerEvent answer = await(calls.adopt(new PlannerEffect.Adopt(2, CHAIN, 8)));

    assertThat(answer)
        .isInstanceOfSatisfying(
            AdoptAnswered.class,
            adopted -> assertThat(adopted.answer()).isInstanceOf(AdoptAnswer.Unavailable.class));
    assertThat(client.calls).isEmpty();
  }

  @Test
  void answersAlsoWhenAClientFailsLikeABug() {
    client.throwsBug = true;

    PlannerEvent answer = await(calls.checkHead(new PlannerEffect.CheckHead(3, CHAIN)));

    assertThat(answer)
        .isInstanceOfSatisfying(
            HeadAnswered.class,
            head -> assertThat(head.answer()).isInstanceOf(HeadAnswer.Unavailable.class));
  }

  @Test
  void answersForAClientThatNeverDoes() {
    client.neverAnswers = true;

    PlannerEvent answer = await(calls.discard(new PlannerEffect.Discard(5, CHAIN, PARENT)));

    assertThat(answer)
        .isInstanceOfSatisfying(
            DiscardAnswered.class,
            discard -> assertThat(discard.answer()).isInstanceOf(DiscardAnswer.Unavailable.class));
  }

  @Test
  void aRollupThatTheConfigurationDoesNotNameIsUnavailable() {
    PlannerEvent answer = await(calls.checkHead(new PlannerEffect.CheckHead(4, new ChainId(999))));

    assertThat(answer)
        .isInstanceOfSatisfying(
            HeadAnswered.class,
            head -> assertThat(head.answer()).isInstanceOf(HeadAnswer.Unavailable.class));
    assertThat(client.calls).isEmpty();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private final class EmptyLog implements RoundsLog {
    @Override
    public boolean leads() {
      return leads;
    }

    @Override
    public State state() {
      return State.empty();
    }

    @Override
    public @Nullable DecidedBlock decidedBlock(ChainId chainId, long number) {
      return null;
    }

    @Override
    public @Nullable BundleRecord bundle(BundleId id) {
      return null;
    }

    @Override
    public Set<TransactionHash> transactionsSince(long timeMillis) {
      return Set.of();
    }
  }
}
