package dev.braid.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.health.HealthEvent;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.log.RollupState;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEffect.RollupConditionChanged;
import dev.braid.protocol.round.PlannerEffect.RoundEnded;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.HeadAnswer;
import dev.braid.protocol.round.PlannerEvent.HeadAnswered;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import dev.braid.rollup.spi.RollupInfo;
import dev.braid.rollup.spi.RpcResult;
import dev.braid.rollup.spi.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An engine is asked who it is before anything is sent to it, and whenever it may be another. */
final class IdentityGuardTest {
  private static final ChainId CHAIN = new ChainId(901);
  private static final BlockRef GENESIS = block(0, 1);
  private static final long TERM = 3;

  private final ManualLoop loop = new ManualLoop();
  private final TestLog log = new TestLog();
  private final TestClient client = new TestClient();
  private final List<HealthEvent> learnt = new ArrayList<>();
  private final EngineCalls calls =
      new EngineCalls(
          new RoundsPorts(
              loop,
              log,
              (entry, term) -> new CompletableFuture<>(),
              Runnable::run,
              () -> loop.nanoTime() / 1_000_000,
              new Observer()),
          Map.of(CHAIN, TestClient.handle(client)));

  private static BlockRef block(long number, int hash) {
    return new BlockRef(
        number, BlockHash.fromHex("0x" + "%064x".formatted(hash)), 1_700_000_000 + number);
  }

  @BeforeEach
  void lead() {
    log.leadsIn = TERM;
    log.state = state(GENESIS);
    client.info = info(901, GENESIS);
    client.head = new RpcResult.Answer<>(GENESIS);
  }

  private static RpcResult<RollupInfo> info(long chainId, BlockRef genesis) {
    return new RpcResult.Answer<>(
        new RollupInfo(
            new ChainId(chainId),
            genesis,
            "test",
            Level.EXECUTION,
            RollupDefinition.ETHEREUM_BLOCK_FORMAT,
            "test",
            true));
  }

  private static State state(BlockRef anchor) {
    RollupDefinition definition =
        new RollupDefinition(
            CHAIN,
            "one",
            "anvil",
            Level.EXECUTION,
            RollupDefinition.ETHEREUM_BLOCK_FORMAT,
            0,
            false,
            Address.ZERO,
            30_000_000,
            anchor,
            null);
    State empty = TestLog.state(TERM, 5);
    return new State(
        empty.networkId(),
        empty.parameters(),
        empty.memberSetHeight(),
        empty.parametersHeight(),
        empty.height(),
        empty.headHash(),
        empty.term(),
        empty.leader(),
        empty.timeMillis(),
        empty.rollups().plus(CHAIN, RollupState.joined(definition, new Position(1, 0))),
        empty.pending(),
        empty.pendingPositions(),
        empty.inDoubt(),
        empty.pendingBytes(),
        empty.ordinaries());
  }

  private HeadAnswer head() {
    CompletionStage<PlannerEvent> answer =
        calls.checkHead(new PlannerEffect.CheckHead(1, CHAIN), TERM);
    loop.pass(10_000);
    assertThat(answer.toCompletableFuture()).isCompleted();
    return ((HeadAnswered) answer.toCompletableFuture().join()).answer();
  }

  @Test
  void asksOnceAndThenTrustsTheEngine() {
    assertThat(head()).isEqualTo(new HeadAnswer.Head(GENESIS));
    assertThat(head()).isEqualTo(new HeadAnswer.Head(GENESIS));
    assertThat(client.calls).containsExactly("info", "head", "head");
  }

  @Test
  void asksAgainInEachTerm() {
    head();
    log.leadsIn = TERM + 1;
    calls.checkHead(new PlannerEffect.CheckHead(2, CHAIN), TERM + 1);
    loop.pass(10_000);
    assertThat(client.calls).containsExactly("info", "head", "info", "head");
  }

  @Test
  void asksAgainAfterACallWithoutAUsableAnswer() {
    head();
    client.head = new RpcResult.Unavailable<>(Trouble.UNREACHABLE, "gone");
    head();
    client.head = new RpcResult.Answer<>(GENESIS);
    client.calls.clear();
    head();
    assertThat(client.calls).containsExactly("info", "head");
  }

  @Test
  void asksAgainAfterAHeadThatWasNotExpected() {
    client.head = new RpcResult.Answer<>(block(0, 7));
    head();
    client.calls.clear();
    head();
    assertThat(client.calls).containsExactly("info", "head");
  }

  @Test
  void sendsNothingToAnotherChainAtItsPlace() {
    client.info = info(999, GENESIS);
    assertThat(head())
        .isEqualTo(
            new HeadAnswer.Foreign(
                AlarmCode.WRONG_CHAIN, "the engine answers for chain 999, not 901"));
    client.info = info(901, block(0, 2));
    assertThat(head())
        .isInstanceOfSatisfying(
            HeadAnswer.Foreign.class,
            foreign -> assertThat(foreign.cause()).isEqualTo(AlarmCode.WRONG_CHAIN));
    calls.discard(new PlannerEffect.Discard(2, CHAIN, GENESIS), TERM);
    loop.pass(10_000);
    assertThat(client.calls).containsOnly("info");
  }

  @Test
  void anAnchorAboveGenesisMustBeThere() {
    BlockRef anchor = block(7, 70);
    log.state = state(anchor);
    client.atAnchor = new RpcResult.Answer<>(Optional.empty());
    assertThat(head())
        .isInstanceOfSatisfying(
            HeadAnswer.Foreign.class,
            foreign -> assertThat(foreign.cause()).isEqualTo(AlarmCode.LACKS_HISTORY));
    client.atAnchor = new RpcResult.Answer<>(Optional.of(block(7, 71)));
    assertThat(head())
        .isInstanceOfSatisfying(
            HeadAnswer.Foreign.class,
            foreign -> assertThat(foreign.cause()).isEqualTo(AlarmCode.WRONG_CHAIN));
    client.atAnchor = new RpcResult.Answer<>(Optional.of(anchor));
    assertThat(head()).isInstanceOf(HeadAnswer.Head.class);
  }

  @Test
  void anEngineThatDoesNotSayIsUnavailableWithItsTrouble() {
    client.info = new RpcResult.Unavailable<>(Trouble.UNAUTHORIZED, "invalid signature");
    assertThat(head()).isEqualTo(new HeadAnswer.Unavailable("invalid signature"));
    assertThat(learnt)
        .containsExactly(
            new HealthEvent.Called(
                HealthEvent.Call.INFO, 0, 500, Trouble.UNAUTHORIZED, "invalid signature"));
    assertThat(client.calls).containsExactly("info");
  }

  @Test
  void eachCallIsLearntOfOnceAndWithItsTime() {
    head();
    assertThat(learnt)
        .containsExactly(
            new HealthEvent.Called(HealthEvent.Call.INFO, 0, 500, null, ""),
            new HealthEvent.Called(HealthEvent.Call.HEAD, 0, 500, null, ""),
            new HealthEvent.HeadSeen(GENESIS, GENESIS, GENESIS));
    learnt.clear();
    client.neverAnswers = true;
    head();
    assertThat(learnt)
        .containsExactly(
            new HealthEvent.Called(
                HealthEvent.Call.HEAD, 3_000, 500, Trouble.TIMEOUT, "no answer within 3000 ms"));
  }

  private final class Observer implements RoundsObserver {
    @Override
    public void alarm(AlarmCode code, @Nullable ChainId chainId, String text) {}

    @Override
    public void conditionChanged(RollupConditionChanged change) {}

    @Override
    public void roundEnded(RoundEnded round, long nowMillis) {}

    @Override
    public void learnt(ChainId chainId, HealthEvent event) {
      learnt.add(event);
    }
  }
}
