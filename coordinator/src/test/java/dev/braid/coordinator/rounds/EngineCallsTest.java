package dev.braid.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswer;
import dev.braid.protocol.round.PlannerEvent.AdoptAnswered;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswer;
import dev.braid.protocol.round.PlannerEvent.DiscardAnswered;
import dev.braid.protocol.round.PlannerEvent.HeadAnswer;
import dev.braid.protocol.round.PlannerEvent.HeadAnswered;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EngineCallsTest {
  private static final ChainId CHAIN = new ChainId(901);
  private static final BlockRef PARENT =
      new BlockRef(7, new BlockHash(Bytes32.ZERO), 1_700_000_000);

  private static final long TERM = 3;

  private final ManualLoop loop = new ManualLoop();
  private final TestLog log = new TestLog();
  private final TestClient client = new TestClient();
  private final EngineCalls calls =
      new EngineCalls(
          new RoundsPorts(
              loop,
              log,
              (entry, term) -> new CompletableFuture<>(),
              Runnable::run,
              () -> loop.nanoTime() / 1_000_000,
              new SilentObserver()),
          Map.of(CHAIN, TestClient.handle(client)));

  @BeforeEach
  void lead() {
    log.leadsIn = TERM;
  }

  @Test
  void asksItsOwnLogBeforeEachEngineCall() {
    log.leadsIn = TERM + 1;

    PlannerEvent answer = await(calls.discard(new PlannerEffect.Discard(1, CHAIN, PARENT), TERM));

    assertThat(answer)
        .isEqualTo(
            new DiscardAnswered(
                1, CHAIN, new DiscardAnswer.Unavailable("this node does not lead")));
    assertThat(client.calls).isEmpty();
  }

  @Test
  void adoptsOnlyWhatTheLogNames() {
    PlannerEvent answer = await(calls.adopt(new PlannerEffect.Adopt(2, CHAIN, 8), TERM));

    assertThat(answer)
        .isInstanceOfSatisfying(
            AdoptAnswered.class,
            adopted -> assertThat(adopted.answer()).isInstanceOf(AdoptAnswer.Unavailable.class));
    assertThat(client.calls).isEmpty();
  }

  @Test
  void answersAlsoWhenAClientFailsLikeABug() {
    client.throwsBug = true;

    PlannerEvent answer = await(calls.checkHead(new PlannerEffect.CheckHead(3, CHAIN), TERM));

    assertThat(answer)
        .isInstanceOfSatisfying(
            HeadAnswered.class,
            head -> assertThat(head.answer()).isInstanceOf(HeadAnswer.Unavailable.class));
  }

  @Test
  void answersForAClientThatNeverDoes() {
    client.neverAnswers = true;

    PlannerEvent answer = await(calls.discard(new PlannerEffect.Discard(5, CHAIN, PARENT), TERM));

    assertThat(answer)
        .isInstanceOfSatisfying(
            DiscardAnswered.class,
            discard -> assertThat(discard.answer()).isInstanceOf(DiscardAnswer.Unavailable.class));
  }

  @Test
  void aRollupThatTheConfigurationDoesNotNameIsUnavailable() {
    PlannerEvent answer =
        await(calls.checkHead(new PlannerEffect.CheckHead(4, new ChainId(999)), TERM));

    assertThat(answer)
        .isInstanceOfSatisfying(
            HeadAnswered.class,
            head -> assertThat(head.answer()).isInstanceOf(HeadAnswer.Unavailable.class));
    assertThat(client.calls).isEmpty();
  }

  private PlannerEvent await(CompletionStage<PlannerEvent> stage) {
    loop.pass(10_000);
    assertThat(stage.toCompletableFuture()).isCompleted();
    return stage.toCompletableFuture().join();
  }
}
