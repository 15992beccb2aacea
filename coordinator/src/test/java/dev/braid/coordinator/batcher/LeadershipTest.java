package dev.braid.coordinator.batcher;

import static dev.braid.coordinator.batcher.Requests.propose;
import static dev.braid.coordinator.batcher.Requests.submit;
import static dev.braid.coordinator.batcher.ScriptedLog.OTHER;
import static dev.braid.coordinator.batcher.ScriptedLog.SELF;
import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.log.AppendOutcome;
import dev.braid.coordinator.log.SoloNode;
import dev.braid.coordinator.log.TakenBatch;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.protocol.log.BatchDraft;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.State;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Leadership that comes and goes at every point of a batch's life. */
final class LeadershipTest {
  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final Entry PROPOSED =
      new Entry.RollupAdopted(new ChainId(901), 1, new BlockHash(Bytes32.ZERO));

  private final ManualLoop loop = new ManualLoop();
  private final ScriptedLog log = new ScriptedLog();
  private final ScriptedLedger ledger = new ScriptedLedger();
  private final List<String> told = new ArrayList<>();
  private final TestClock clock = new TestClock();
  private final Batcher batcher = batcher();

  private static final class TestClock implements LogClock {
    private @Nullable String unfit;
    private boolean answers = true;
    private @Nullable Runnable waiting;

    @Override
    public long nowMillis() {
      return START_MILLIS;
    }

    @Override
    public void measure(Runnable done) {
      if (answers) {
        done.run();
      } else {
        waiting = done;
      }
    }

    @Override
    public @Nullable String unfit() {
      return unfit;
    }
  }

  private Batcher batcher() {
    Batcher made =
        new Batcher(
            loop,
            log,
            ledger,
            SoloNode.RULES,
            SELF,
            clock,
            BatcherOptions.DEFAULT.withAppendsInFlight(2),
            SoloNode.genesis(3));
    made.addListener(
        new LeadershipListener() {
          @Override
          public void gained(State state) {
            told.add("gained " + state.term());
          }

          @Override
          public void lost(String why) {
            told.add("lost");
          }
        });
    made.start();
    return made;
  }

  /** The oldest append is taken; not certified yet. */
  private TakenBatch take() {
    TakenBatch batch = log.decide();
    loop.run();
    return batch;
  }

  private void certify(TakenBatch batch) {
    batcher.certified(ledger.certify(batch));
    loop.run();
  }

  private void lead() {
    log.leader(SELF);
    loop.run();
    certify(take());
    assertThat(batcher.leads()).isTrue();
  }

  /** Another leader takes over and claims; the rules let only a member claim, and here is one. */
  private TakenBatch otherLeads() {
    log.otherTakesOver();
    log.leader(OTHER);
    BatchDraft draft =
        SoloNode.RULES.open(ledger.state(), log.head().term(), START_MILLIS, (id, height) -> false);
    assertThat(draft.add(new Entry.LeaderClaimed(SELF))).isNull();
    TakenBatch claim = TakenBatch.of(draft.seal().batch(), null);
    log.otherAppends(claim);
    return claim;
  }

  private CompletableFuture<SubmitReply> send(Entry.BundleSequenced bundle) {
    CompletableFuture<SubmitReply> reply = submit(batcher, bundle);
    loop.run();
    return reply;
  }

  @Test
  void leadsWhenTheLogSaysSoAndOnlyThen() {
    loop.pass(5_000);
    assertThat(log.takeOvers).isZero();
    assertThat(send(transfers(0, 901)).join().hasNotLeader()).isTrue();
    log.leader(OTHER);
    loop.run();
    SubmitReply elsewhere = send(transfers(0, 901)).join();
    assertThat(ValueCodec.address(elsewhere.getNotLeader().getLeader())).isEqualTo(OTHER);
    lead();
    assertThat(told).containsExactly("gained 1");
    log.leader(OTHER);
    loop.run();
    assertThat(batcher.leads()).isFalse();
    assertThat(told).containsExactly("gained 1", "lost");
  }

  @Test
  void appendsNothingBeforeItsCertifiedStateHasReachedTheHeadOfTheTakeOver() {
    lead();
    var bundle = transfers(0, 901);
    var unanswered = send(bundle);
    TakenBatch uncertified = take();
    log.leader(null);
    loop.run();
    log.leader(SELF);
    loop.pass(1_000);
    assertThat(log.takeOvers).isEqualTo(2);
    assertThat(log.pending).as("the head is not certified here").isEmpty();
    var waits = send(transfers(1, 901));
    certify(uncertified);
    assertThat(unanswered.join().hasUnknownOutcome()).isTrue();
    assertThat(log.pending).hasSize(1);
    certify(take());
    assertThat(told).containsExactly("gained 1", "lost", "gained 2");
    certify(take());
    assertThat(waits.join().hasAccepted()).isTrue();
    assertThat(send(bundle).join().getAccepted().getCursor().getHeight())
        .as("found in what the term before left (O2)")
        .isEqualTo(uncertified.claim().height());
  }

  @Test
  void appendsNothingBeforeItsClockIsKnown() {
    clock.answers = false;
    log.leader(SELF);
    loop.pass(1_000);
    assertThat(log.takeOvers).isEqualTo(1);
    assertThat(log.pending).isEmpty();
    assertThat(clock.waiting).isNotNull();
    Objects.requireNonNull(clock.waiting).run();
    loop.run();
    assertThat(log.pending).hasSize(1);
  }

  @Test
  void givesUpLeadershipWhenItsClockIsWrong() {
    lead();
    clock.unfit = "scripted";
    loop.pass(Leadership.LOOK_MILLIS);
    assertThat(batcher.leads()).isFalse();
    assertThat(log.handedOver).containsExactly("scripted");
    loop.pass(Leadership.AWAY_MILLIS + 100);
    assertThat(log.pending).as("does not claim while it is").isEmpty();
    clock.unfit = null;
    loop.pass(2 * Leadership.AWAY_MILLIS);
    certify(take());
    assertThat(batcher.leads()).isTrue();
  }

  @Test
  void aRefusedAppendEndsTheLeadershipAndNothingOfItIsTakenO2() {
    lead();
    var first = send(transfers(0, 901));
    var second = send(transfers(1, 901));
    var proposed = propose(batcher, PROPOSED, 1);
    log.otherTakesOver();
    take();
    assertThat(first.join().hasNotLeader()).isTrue();
    assertThat(second.join().hasNotLeader()).as("it names the first's hash").isTrue();
    assertThat(proposed.join().hasUnavailable()).isTrue();
    assertThat(told).containsExactly("gained 1", "lost");
  }

  @Test
  void anUnknownOutcomeIsToldAsSuchAndTheNextTakeOverShowsIt() {
    for (boolean stands : new boolean[] {true, false}) {
      LeadershipTest test = new LeadershipTest();
      test.anUnknownOutcome(stands);
    }
  }

  private void anUnknownOutcome(boolean stands) {
    lead();
    var bundle = transfers(0, 901);
    var first = send(bundle);
    var again = send(bundle);
    TakenBatch unsure = log.loseAnswer(stands);
    loop.run();
    assertThat(first.join().hasUnknownOutcome()).isTrue();
    assertThat(again.join().hasUnknownOutcome()).isTrue();
    assertThat(told).containsExactly("gained 1", "lost");
    loop.pass(Leadership.PAUSE_MILLIS + 1);
    assertThat(log.takeOvers).isEqualTo(2);
    if (stands) {
      assertThat(log.pending).isEmpty();
      certify(unsure);
    }
    certify(take());
    var repeated = send(bundle);
    if (!stands) {
      certify(take());
    }
    assertThat(repeated.join().getAccepted().getCursor().getHeight())
        .isEqualTo(unsure.claim().height() + (stands ? 0 : 1));
    assertThat(log.taken).as("sequenced once (O2)").hasSize(3);
    assertThat(told).containsExactly("gained 1", "lost", "gained 2");
  }

  @Test
  void losesLeadershipAtEveryPointAndAnswersWhatWasInFlightAsUnknown() {
    for (int point = 0; point < 3; point++) {
      LeadershipTest test = new LeadershipTest();
      test.losesLeadership(point);
    }
  }

  private void losesLeadership(int point) {
    lead();
    var inFlight = send(transfers(0, 901));
    TakenBatch batch = log.pending.getFirst().batch();
    if (point >= 1) {
      take();
    }
    if (point >= 2) {
      certify(batch);
    }
    log.leader(OTHER);
    loop.run();
    if (point == 2) {
      assertThat(inFlight.join().hasAccepted()).isTrue();
    } else {
      assertThat(inFlight.join().hasUnknownOutcome()).isTrue();
    }
    if (point == 0) {
      take();
    }
    if (point < 2) {
      certify(batch);
    }
    assertThat(told).as("what comes late changes nothing").containsExactly("gained 1", "lost");
  }

  @Test
  void anotherLeaderInBetweenIsSeenByTheHead() {
    lead();
    TakenBatch claim = otherLeads();
    loop.run();
    certify(claim);
    log.leader(SELF);
    loop.pass(1_000);
    certify(take());
    assertThat(ledger.state().term()).isEqualTo(3);
    assertThat(told).containsExactly("gained 1", "lost", "gained 3");
  }

  @Test
  void answersProposalsOfAnotherTermAsStale() {
    lead();
    CompletableFuture<ProposeReply> early = propose(batcher, PROPOSED, 2);
    CompletableFuture<ProposeReply> late = propose(batcher, PROPOSED, 0);
    loop.pass(10);
    assertThat(early.join().getStale().getTerm()).isEqualTo(1);
    assertThat(late.join().getStale().getTerm()).isEqualTo(1);
  }

  @Test
  void keepsSoManyAppendsInFlightAndTheNextBatchGrowsMeanwhile() {
    lead();
    List<CompletableFuture<SubmitReply>> replies = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      replies.add(send(transfers(i, 901)));
    }
    assertThat(log.pending).hasSize(2);
    TakenBatch first = take();
    assertThat(log.pending).as("taken, not certified: room for the next").hasSize(2);
    TakenBatch second = take();
    TakenBatch third = take();
    certify(first);
    certify(second);
    certify(third);
    assertThat(replies).allMatch(reply -> reply.join().hasAccepted());
    assertThat(log.taken).hasSize(4);
  }

  @Test
  void stopsAtTheLimitOfUncertifiedBatchesAndSaysNoQuorum() {
    lead();
    int limit = ledger.state().parameters().limits().maxUncertifiedBatches();
    List<TakenBatch> taken = new ArrayList<>();
    for (int i = 0; i < limit; i++) {
      var unanswered = send(transfers(i, 901));
      taken.add(take());
      assertThat(unanswered).isNotDone();
    }
    var beyond = send(transfers(limit, 901));
    assertThat(log.pending).isEmpty();
    assertThat(beyond).isNotDone();
    loop.pass(Leadership.STILL_MILLIS + Leadership.LOOK_MILLIS);
    assertThat(beyond.join().getRefused().getReason()).isEqualTo("NO_QUORUM");
    assertThat(beyond.join().getRefused().getRetryable()).isTrue();
    assertThat(beyond.join().getRefused().getRetryAfterMillis()).isPositive();
    assertThat(send(transfers(limit + 1, 901)).join().getRefused().getReason())
        .isEqualTo("NO_QUORUM");
    taken.forEach(this::certify);
    var later = send(transfers(limit, 901));
    certify(take());
    assertThat(later.join().hasAccepted()).isTrue();
    assertThat(told).containsExactly("gained 1");
  }

  @Test
  void staysUpAndSaysNoQuorumWhenNoMajorityTakesItsBatches() {
    lead();
    var held = send(transfers(0, 901));
    loop.pass(60_000);
    assertThat(held).as("it may be taken yet").isNotDone();
    assertThat(send(transfers(1, 901)).join().getRefused().getReason()).isEqualTo("NO_QUORUM");
    assertThat(log.handedOver).isEmpty();
    certify(take());
    assertThat(held.join().hasAccepted()).isTrue();
    var next = send(transfers(1, 901));
    certify(take());
    assertThat(next.join().hasAccepted()).isTrue();
  }

  @Test
  void handsOverWhenAMajorityTakesBatchesButNoneIsCertifiedAndEndsWhenThatDoesNotHelp() {
    lead();
    var unanswered = send(transfers(0, 901));
    take();
    loop.pass(CertificationWatch.HAND_OVER_MILLIS - 300);
    assertThat(log.handedOver).isEmpty();
    loop.pass(600);
    assertThat(log.handedOver).hasSize(1);
    assertThat(batcher.ended().toCompletableFuture()).isNotDone();
    loop.pass(CertificationWatch.END_MILLIS);
    assertThat(log.handedOver).hasSize(1);
    assertThat(unanswered.join().hasUnknownOutcome()).isTrue();
    assertThat(batcher.ended().toCompletableFuture()).isCompletedExceptionally();
    assertThat(told).containsExactly("gained 1", "lost");
  }

  @Test
  void aVoidBatchOfALoneLeaderEndsIt() {
    lead();
    var bundle = send(transfers(0, 901));
    batcher.certified(ledger.certifyAsVoid(take()));
    loop.run();
    assertThat(bundle.join().hasNotLeader()).as("it counts as never sequenced").isTrue();
    assertThat(batcher.ended().toCompletableFuture()).isCompletedExceptionally();
    assertThat(told).containsExactly("gained 1", "lost");
  }

  @Test
  void anIdleLeaderWithoutCertificatesStays() {
    lead();
    loop.pass(120_000);
    assertThat(log.handedOver).isEmpty();
    assertThat(batcher.leads()).isTrue();
  }

  @Test
  void triesSoonAgainWhenTheTakeOverIsRefused() {
    log.refusedTakeOvers = 5;
    log.leader(SELF);
    loop.pass(5 * Leadership.SHORT_PAUSE_MILLIS + 1);
    certify(take());
    assertThat(told).containsExactly("gained 1");
  }

  @Test
  void triesAgainWhenTheLogTakesNothing() {
    lead();
    var refused = send(transfers(0, 901));
    log.refuse(new AppendOutcome.Unavailable("scripted"));
    loop.run();
    assertThat(refused.join().hasNotLeader()).isTrue();
    loop.pass(Leadership.PAUSE_MILLIS + 1);
    certify(take());
    assertThat(told).containsExactly("gained 1", "lost", "gained 2");
  }
}
