package dev.braid.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.proto.v1.BusProto.AppliedNotice;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.protocol.log.BundleRecord;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.State;
import dev.braid.protocol.round.Planner;
import dev.braid.protocol.round.PlannerEffect;
import dev.braid.protocol.round.PlannerEffect.RollupConditionChanged;
import dev.braid.protocol.round.PlannerEffect.RoundEnded;
import dev.braid.protocol.round.PlannerEvent;
import dev.braid.protocol.round.RollupView;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;
import dev.braid.rollup.spi.DecidedBlock;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver never goes on with a planner that may not know what the log says. */
final class RoundsVerticleTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final Entry ENTRY = new Entry.LeaderClaimed(Address.ZERO);

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<String> alarms = new LinkedBlockingQueue<>();
  private final BlockingQueue<Message<byte[]>> proposals = new LinkedBlockingQueue<>();
  private final ScriptedPlanner planner = new ScriptedPlanner();

  /** Records what it is told, and does as the test says. */
  private static final class ScriptedPlanner implements Planner {
    final BlockingQueue<PlannerEvent> told = new LinkedBlockingQueue<>();
    volatile Function<PlannerEvent, List<PlannerEffect>> script = event -> List.of();

    @Override
    public List<PlannerEffect> on(PlannerEvent event, long nowMillis) {
      // Taken before the test can see the event and change what comes next.
      Function<PlannerEvent, List<PlannerEffect>> now = script;
      told.add(event);
      return now.apply(event);
    }

    @Override
    public List<RollupView> rollups() {
      return List.of();
    }

    PlannerEvent next() throws InterruptedException {
      PlannerEvent event = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("the planner is told something").isNotNull();
      return event;
    }
  }

  @BeforeEach
  void deploy() throws InterruptedException {
    vertx.eventBus().<byte[]>consumer("batcher", proposals::add);
    RoundsVerticle rounds =
        new RoundsVerticle(
            planner,
            new EmptyLog(),
            Map.of(),
            new BusAddresses("batcher", "rounds", "applied"),
            transaction -> null,
            System::currentTimeMillis,
            new Observer());
    vertx.deployVerticle(rounds).toCompletionStage().toCompletableFuture().join();
    assertThat(planner.next()).isInstanceOf(PlannerEvent.LeadershipGained.class);
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void beginsAgainWithWhatTheLogSaysWhenThePlannerFails() throws InterruptedException {
    planner.script =
        event -> {
          if (event instanceof PlannerEvent.LogAdvanced) {
            throw new IllegalStateException("a defect");
          }
          return List.of();
        };
    notice(0);
    assertThat(planner.next()).isInstanceOf(PlannerEvent.LogAdvanced.class);
    assertThat(planner.next()).isInstanceOf(PlannerEvent.LeadershipGained.class);
    assertThat(alarms).hasSize(1);
  }

  @Test
  void beginsAgainWhenANoticeIsMissing() throws InterruptedException {
    notice(5);
    assertThat(planner.next()).isInstanceOf(PlannerEvent.LeadershipGained.class);
    assertThat(alarms).hasSize(1);
  }

  @Test
  void beginsAgainOnlyWhenEveryProposalIsAnsweredA2() throws InterruptedException {
    planner.script =
        event -> {
          if (((PlannerEvent.LogAdvanced) event).height() == 0) {
            return List.of(new PlannerEffect.Append(1, ENTRY));
          }
          throw new IllegalStateException("a defect");
        };
    notice(0);
    Message<byte[]> proposal = proposals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(proposal).isNotNull();
    notice(1);
    assertThat(planner.next()).isInstanceOf(PlannerEvent.LogAdvanced.class);
    assertThat(planner.next()).isInstanceOf(PlannerEvent.LogAdvanced.class);
    planner.script = event -> List.of();
    assertThat(planner.told.poll(1_500, TimeUnit.MILLISECONDS))
        .as("told nothing while a decision may come into the log")
        .isNull();
    proposal.reply(
        ProposeReply.newBuilder()
            .setApplied(
                ProposeReply.Applied.newBuilder().setCursor(ValueCodec.to(new Position(2, 0))))
            .build()
            .toByteArray());
    assertThat(planner.next()).isInstanceOf(PlannerEvent.LeadershipGained.class);
  }

  private void notice(long height) {
    vertx
        .eventBus()
        .publish("applied", AppliedNotice.newBuilder().setHeight(height).build().toByteArray());
  }

  private final class Observer implements RoundsObserver {
    @Override
    public void alarm(@Nullable ChainId chainId, String text) {
      alarms.add(text);
    }

    @Override
    public void conditionChanged(RollupConditionChanged change) {}

    @Override
    public void roundEnded(RoundEnded round, long nowMillis) {}
  }

  private static final class EmptyLog implements RoundsLog {
    @Override
    public boolean leads() {
      return true;
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
