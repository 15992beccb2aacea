package dev.braid.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.braid.coordinator.codec.BundleCodec;
import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.CancelRequest;
import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.LogEvent;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.round.Planner;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEffect.RollupConditionChanged;
import dev.braid.protocol.round.PlannerEffect.RoundEnded;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.round.RollupCondition;
import dev.braid.protocol.round.RollupView;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver drives in its term alone, and never with a planner that may not know the log. */
final class RoundsDriverTest {
  private static final Entry ENTRY = new Entry.LeaderClaimed(Address.ZERO);
  private static final ChainId CHAIN = new ChainId(901);
  private static final BlockRef BLOCK = new BlockRef(7, new BlockHash(Bytes32.ZERO), 1_700_000_000);
  private static final long TERM = 3;

  private final ManualLoop loop = new ManualLoop();
  private final TestLog log = new TestLog();
  private final TestClient client = new TestClient();
  private final List<String> alarms = new ArrayList<>();
  private final List<RollupConditionChanged> conditions = new ArrayList<>();
  private final Deque<CompletableFuture<AppendAnswer>> proposals = new ArrayDeque<>();
  private final List<Long> proposedIn = new ArrayList<>();
  private final ScriptedPlanner planner = new ScriptedPlanner();
  private final RoundsDriver driver =
      new RoundsDriver(
          planner,
          new RoundsPorts(
              loop,
              log,
              (entry, term) -> {
                proposedIn.add(term);
                CompletableFuture<AppendAnswer> answer = new CompletableFuture<>();
                proposals.add(answer);
                return answer;
              },
              Runnable::run,
              () -> loop.nanoTime() / 1_000_000,
              new Observer()),
          Map.of(CHAIN, TestClient.handle(client)),
          transaction -> null);

  /** Records what it is told, and does as the test says. */
  private static final class ScriptedPlanner implements Planner {
    final Deque<PlannerEvent> told = new ArrayDeque<>();
    List<RollupView> views = List.of();
    Function<PlannerEvent, List<PlannerEffect>> script = event -> List.of();

    @Override
    public List<PlannerEffect> on(PlannerEvent event, long nowMillis) {
      told.add(event);
      return script.apply(event);
    }

    @Override
    public List<RollupView> rollups() {
      return views;
    }
  }

  @BeforeEach
  void lead() {
    gained(TERM, 10);
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipGained.class);
  }

  @Test
  void aFollowerFollowsTheLogWithoutDriving() {
    driver.lost("another leads");
    loop.run();
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipLost.class);

    driver.advanced(11, List.of());
    driver.advanced(12, List.of());
    loop.run();
    assertThat(planner.told).isEmpty();

    gained(TERM + 2, 12);
    assertThat(planner.told.remove())
        .isInstanceOfSatisfying(
            PlannerEvent.LeadershipGained.class,
            gained -> assertThat(gained.height()).isEqualTo(12));
  }

  @Test
  void beginsWithTheNewestStateAndMissesNoBatchAfterIt() {
    driver.lost("another leads");
    driver.advanced(11, List.of());
    log.state = TestLog.state(TERM + 1, 12);
    driver.gained(TestLog.state(TERM + 1, 11));
    driver.advanced(12, List.of());
    driver.advanced(13, List.of());
    loop.run();

    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipLost.class);
    assertThat(planner.told.remove())
        .isInstanceOfSatisfying(
            PlannerEvent.LeadershipGained.class,
            gained -> assertThat(gained.height()).isEqualTo(12));
    assertThat(planner.told.remove()).isEqualTo(new PlannerEvent.LogAdvanced(13, List.of()));
    assertThat(planner.told).isEmpty();
  }

  @Test
  void doesNotBeginBeforeTheStateHasReachedItsClaim() {
    driver.gained(TestLog.state(TERM + 1, 11));
    loop.run();
    assertThat(planner.told).as("the state is at 10, the claim at 11").isEmpty();

    log.state = TestLog.state(TERM + 1, 11);
    loop.pass(2_000);
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipGained.class);
  }

  @Test
  void aTermThatIsToldLateChangesNothing() {
    gained(TERM, 10);
    gained(TERM - 1, 10);
    assertThat(planner.told).isEmpty();
  }

  @Test
  void aProposalThatCameTooLateForItsTermEndsTheLeadership() {
    does(new PlannerEffect.Append(1, ENTRY));
    proposals.remove().complete(new AppendAnswer.NotLeader());
    loop.run();

    assertThat(proposedIn).containsExactly(TERM);
    assertThat(planner.told.remove())
        .isEqualTo(new PlannerEvent.AppendAnswered(1, new AppendAnswer.NotLeader()));
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipLost.class);
    gained(TERM + 1, 11);
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipGained.class);
  }

  @Test
  void anAnswerOfAnEarlierTermIsOfNoInterest() {
    does(new PlannerEffect.Append(1, ENTRY));
    gained(TERM + 1, 11);
    planner.told.clear();
    proposals.remove().complete(new AppendAnswer.NotLeader());
    loop.run();
    assertThat(planner.told).isEmpty();
  }

  @Test
  void callsNoEngineInATermThatIsOver() {
    log.leadsIn = TERM + 1;
    does(new PlannerEffect.Discard(1, CHAIN, BLOCK));

    assertThat(client.calls).isEmpty();
    assertThat(planner.told.remove())
        .isEqualTo(
            new PlannerEvent.DiscardAnswered(
                1, CHAIN, new PlannerEvent.DiscardAnswer.Unavailable("this node does not lead")));
  }

  @Test
  void takesItsWorriesBackWhenItNoLongerLeads() {
    planner.views = List.of(new RollupView(CHAIN, RollupCondition.FROZEN, 0, BLOCK, 7, "unknown"));
    driver.advanced(11, List.of());
    loop.run();
    assertThat(driver.rollups()).hasSize(1);

    driver.lost("another leads");
    loop.run();
    assertThat(driver.rollups()).isEmpty();
    assertThat(conditions)
        .containsExactly(
            new RollupConditionChanged(
                CHAIN, RollupCondition.FROZEN, RollupCondition.UNKNOWN, null, "another leads"));
  }

  @Test
  void tellsThePlannerOfNewLimits() {
    NetworkParameters now = TestLog.state(TERM, 11).parameters();
    driver.advanced(
        11,
        List.of(
            new LogEvent.NetworkChanged(
                new Position(11, 0), new Entry.ParametersChanged(now, List.of()))));
    loop.run();
    assertThat(planner.told.remove())
        .isEqualTo(
            new PlannerEvent.LogAdvanced(
                11, List.of(new PlannerEvent.LimitsChanged(now.limits()))));
  }

  @Test
  void aCancelThatReachesAFollowerMayBeRetried() throws InvalidProtocolBufferException {
    driver.lost("another leads");
    CompletableFuture<byte[]> reply = driver.cancel(cancelRequest()).toCompletableFuture();
    loop.run();

    CancelReply told = CancelReply.parseFrom(reply.join());
    assertThat(told.hasNotLeader()).isTrue();
    assertThat(told.getNotLeader().getLeader()).isEqualTo(ValueCodec.to(TestLog.LEADER));
  }

  @Test
  void aCancelThatCannotBeReadHarmsNobodyElse() {
    CompletableFuture<byte[]> reply = driver.cancel(new byte[] {1, 2, 3}).toCompletableFuture();
    loop.run();
    assertThat(reply).isCompletedExceptionally();
    assertThat(alarms).isEmpty();
  }

  @Test
  void beginsAgainWithWhatTheLogSaysWhenThePlannerFails() {
    planner.script =
        event -> {
          throw new IllegalStateException("a defect");
        };
    driver.advanced(11, List.of());
    loop.run();
    planner.told.clear();
    planner.script = event -> List.of();
    loop.pass(2_000);
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipGained.class);
    assertThat(alarms).hasSize(1);
  }

  @Test
  void beginsAgainWhenABatchIsMissing() {
    driver.advanced(15, List.of());
    loop.pass(2_000);
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipGained.class);
    assertThat(alarms).hasSize(1);
  }

  @Test
  void beginsAgainOnlyWhenEveryProposalIsAnsweredA2() {
    does(new PlannerEffect.Append(1, ENTRY));
    driver.advanced(15, List.of());
    loop.pass(60_000);
    assertThat(planner.told).as("told nothing while a decision may come into the log").isEmpty();

    proposals.remove().complete(new AppendAnswer.Applied(new Position(12, 0)));
    loop.pass(2_000);
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipGained.class);
  }

  @Test
  void afterAnUnknownOutcomeBeginsAgainOnlyInANewTermA2() {
    does(new PlannerEffect.Append(1, ENTRY));
    proposals.remove().complete(new AppendAnswer.Unknown("lost"));
    driver.advanced(15, List.of());
    loop.pass(60_000);
    assertThat(planner.told)
        .containsExactly(new PlannerEvent.AppendAnswered(1, new AppendAnswer.Unknown("lost")));
    planner.told.clear();

    gained(TERM + 1, 16);
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LeadershipGained.class);
  }

  private void gained(long term, long height) {
    log.state = TestLog.state(term, height);
    log.leadsIn = term;
    driver.gained(log.state);
    loop.run();
  }

  /** Has the planner ask for this when it is told of the next batch. */
  private void does(PlannerEffect effect) {
    planner.script =
        event -> event instanceof PlannerEvent.LogAdvanced ? List.of(effect) : List.of();
    driver.advanced(11, List.of());
    loop.run();
    planner.script = event -> List.of();
    assertThat(planner.told.remove()).isInstanceOf(PlannerEvent.LogAdvanced.class);
  }

  private static byte[] cancelRequest() {
    return CancelRequest.newBuilder()
        .setId(ValueCodec.to(new BundleId(Bytes32.ZERO)))
        .setAuthorization(BundleCodec.toProto(new Authorization.Anonymous()))
        .build()
        .toByteArray();
  }

  private final class Observer implements RoundsObserver {
    @Override
    public void alarm(AlarmCode code, @Nullable ChainId chainId, String text) {
      alarms.add(text);
    }

    @Override
    public void conditionChanged(RollupConditionChanged change) {
      conditions.add(change);
    }

    @Override
    public void roundEnded(RoundEnded round, long nowMillis) {}
  }
}
