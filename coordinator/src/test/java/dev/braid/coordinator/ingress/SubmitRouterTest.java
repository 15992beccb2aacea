package dev.braid.coordinator.ingress;

import static dev.braid.coordinator.ingress.TestLeaders.OTHER;
import static dev.braid.coordinator.ingress.TestLeaders.SELF;
import static dev.braid.coordinator.ingress.TestLeaders.THIRD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.ingress.MemberCalls.Reply;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.proto.v1.BusProto.CancelReply;
import dev.braid.proto.v1.BusProto.NotLeader;
import dev.braid.proto.v1.BusProto.RefusalKind;
import dev.braid.proto.v1.BusProto.Refused;
import dev.braid.proto.v1.BusProto.SubmitReply;
import dev.braid.proto.v1.BusProto.UnknownOutcome;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a request while leaders come, go, hang and lose answers. */
final class SubmitRouterTest {
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final byte[] REQUEST = {1, 2, 3};

  private final ManualLoop loop = new ManualLoop();
  private final TestLeaders leaders = new TestLeaders();
  private final List<Asked> asked = new ArrayList<>();
  private final SubmitRouter router = new SubmitRouter(loop, leaders, this::call);

  /** An attempt that the test answers. */
  private record Asked(
      Address member, MemberCalls.Part part, long timeoutMillis, CompletableFuture<Reply> answer) {}

  private CompletionStage<Reply> call(
      Address member, MemberCalls.Part part, byte[] request, long timeoutMillis) {
    assertThat(request).isEqualTo(REQUEST);
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    asked.add(new Asked(member, part, timeoutMillis, answer));
    return answer;
  }

  private CompletableFuture<Routed<SubmitReply>> submit() {
    var answer = router.submit(REQUEST, TIMEOUT_MILLIS).toCompletableFuture();
    loop.run();
    return answer;
  }

  private void reply(int attempt, SubmitReply reply) {
    reply(attempt, new Reply.Answered(reply.toByteArray()));
  }

  private void reply(int attempt, Reply reply) {
    asked.get(attempt).answer().complete(reply);
    loop.run();
  }

  private static SubmitReply accepted() {
    return SubmitReply.newBuilder()
        .setAccepted(SubmitReply.Accepted.newBuilder().setCursor(ValueCodec.to(new Position(7, 1))))
        .build();
  }

  private static SubmitReply refused(RefusalKind kind) {
    return SubmitReply.newBuilder()
        .setRefused(Refused.newBuilder().setKind(kind).setReason("R"))
        .build();
  }

  private static SubmitReply notLeader(@Nullable Address hint) {
    NotLeader.Builder reply = NotLeader.newBuilder();
    if (hint != null) {
      reply.setLeader(ValueCodec.to(hint));
    }
    return SubmitReply.newBuilder().setNotLeader(reply).build();
  }

  private static SubmitReply unknown() {
    return SubmitReply.newBuilder().setUnknownOutcome(UnknownOutcome.getDefaultInstance()).build();
  }

  private static void assertAccepted(CompletableFuture<Routed<SubmitReply>> answer) {
    assertThat(answer.join()).isEqualTo(new Routed.Answered<>(accepted()));
  }

  @Test
  void asksTheLeaderOnceWhenAllIsWell() {
    leaders.lead(OTHER);
    var answer = submit();
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().member()).isEqualTo(OTHER);
    assertThat(asked.getFirst().part()).isEqualTo(MemberCalls.Part.BATCHER);
    reply(0, accepted());
    assertAccepted(answer);
    loop.pass(TIMEOUT_MILLIS);
    assertThat(asked).hasSize(1);
  }

  @Test
  void givesItsOwnBatcherAllTheTime() {
    var answer = submit();
    assertThat(asked.getFirst().member()).isEqualTo(SELF);
    assertThat(asked.getFirst().timeoutMillis()).isEqualTo(TIMEOUT_MILLIS);
    reply(0, refused(RefusalKind.REFUSAL_KIND_STATIC_RULE));
    assertThat(answer.join())
        .isEqualTo(new Routed.Answered<>(refused(RefusalKind.REFUSAL_KIND_STATIC_RULE)));
  }

  @Test
  void waitsForALeaderAndSaysNoQuorumWhenNoneComes() {
    leaders.lead(null);
    var first = submit();
    loop.pass(1_000);
    leaders.lead(OTHER);
    loop.run();
    reply(0, accepted());
    assertAccepted(first);

    leaders.lead(null);
    loop.pass(LeaderRouter.NO_LEADER_MILLIS + LeaderRouter.RETRY_MILLIS);
    assertThat(submit().join()).isInstanceOf(Routed.NoQuorum.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void retriesWhatReachedNobodyAndKnowsThatNothingWasDone() {
    leaders.lead(OTHER);
    var answer = submit();
    for (int i = 0; !answer.isDone(); i++) {
      reply(i, new Reply.NotDelivered("nobody listens"));
      loop.pass(LeaderRouter.RETRY_MILLIS + LeaderRouter.TICK_MILLIS);
    }
    assertThat(answer.join()).isInstanceOf(Routed.Unavailable.class);
    assertThat(asked).hasSizeBetween(50, 101);
  }

  @Test
  void followsAHintAtOnceButDoesNotRunInCircles() {
    leaders.lead(OTHER);
    var answer = submit();
    reply(0, notLeader(THIRD));
    assertThat(asked.get(1).member()).isEqualTo(THIRD);
    reply(1, notLeader(OTHER));
    assertThat(asked).as("members that name each other are not asked faster").hasSize(2);
    leaders.lead(THIRD);
    loop.run();
    assertThat(asked.get(2).member()).isEqualTo(THIRD);
    reply(2, accepted());
    assertAccepted(answer);
  }

  @Test
  void asksTheNewLeaderAtOnceWhenTheOldOneHangs() {
    leaders.lead(OTHER);
    var answer = submit();
    loop.pass(1_500);
    leaders.lead(THIRD);
    loop.run();
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1).member()).isEqualTo(THIRD);
    reply(1, accepted());
    assertAccepted(answer);
    reply(0, unknown());
  }

  @Test
  void takesTheOldLeadersAnswerWhenItComesYet() {
    leaders.lead(OTHER);
    var answer = submit();
    leaders.lead(THIRD);
    loop.run();
    reply(0, accepted());
    assertAccepted(answer);
  }

  @Test
  void repeatsALostMessageAndAnUnknownOutcomeUntilTheAnswerIsKnownO2() {
    leaders.lead(OTHER);
    var answer = submit();
    assertThat(asked.getFirst().timeoutMillis()).isEqualTo(LeaderRouter.ATTEMPT_MILLIS);
    reply(0, new Reply.Lost("timed out"));
    loop.pass(LeaderRouter.RETRY_MILLIS + LeaderRouter.TICK_MILLIS);
    reply(1, unknown());
    loop.pass(LeaderRouter.RETRY_MILLIS + LeaderRouter.TICK_MILLIS);
    reply(2, accepted());
    assertAccepted(answer);
  }

  @Test
  void saysUnknownWhenAnAttemptMayHaveHadAnEffectWhateverCameLater() {
    leaders.lead(OTHER);
    var answer = submit();
    reply(0, new Reply.Lost("timed out"));
    int next = 1;
    for (; !answer.isDone(); next++) {
      loop.pass(LeaderRouter.RETRY_MILLIS + LeaderRouter.TICK_MILLIS);
      if (next < asked.size()) {
        reply(
            next,
            switch (next % 3) {
              case 0 -> refused(RefusalKind.REFUSAL_KIND_OVERLOAD);
              case 1 -> notLeader(null);
              default -> refused(RefusalKind.REFUSAL_KIND_UNAVAILABLE);
            });
      } else {
        next--;
      }
    }
    assertThat(answer.join()).isInstanceOf(Routed.Unknown.class);
  }

  @Test
  void believesARulesRefusalAlsoAfterALostAttempt() {
    leaders.lead(OTHER);
    var answer = submit();
    reply(0, new Reply.Lost("timed out"));
    loop.pass(LeaderRouter.RETRY_MILLIS + LeaderRouter.TICK_MILLIS);
    reply(1, refused(RefusalKind.REFUSAL_KIND_STATIC_RULE));
    assertThat(answer.join()).isInstanceOf(Routed.Answered.class);
  }

  @Test
  void doesNotBelieveARulesRefusalOfAnOlderLeaderWhileTheNewOneIsAskedO2() {
    leaders.lead(OTHER);
    var answer = submit();
    leaders.lead(THIRD);
    loop.run();
    reply(0, refused(RefusalKind.REFUSAL_KIND_STATIC_RULE));
    assertThat(answer).isNotDone();
    reply(1, accepted());
    assertAccepted(answer);
  }

  @Test
  void handsOnAFullQueueAtOnceWhenNothingElseWasTried() {
    var answer = submit();
    reply(0, refused(RefusalKind.REFUSAL_KIND_OVERLOAD));
    assertThat(answer.join())
        .isEqualTo(new Routed.Answered<>(refused(RefusalKind.REFUSAL_KIND_OVERLOAD)));
  }

  @Test
  void neverAnswersTwiceAndAlwaysByItsDeadline() {
    leaders.lead(OTHER);
    var answer = submit();
    loop.pass(TIMEOUT_MILLIS + LeaderRouter.TICK_MILLIS);
    assertThat(answer.join()).isInstanceOf(Routed.Unknown.class);
    reply(0, accepted());
    assertThat(answer.join()).isInstanceOf(Routed.Unknown.class);
  }

  @Test
  void handsCancelsToTheLeadersRounds() {
    leaders.lead(OTHER);
    CompletableFuture<Routed<CancelReply>> answer =
        router.cancel(REQUEST, TIMEOUT_MILLIS).toCompletableFuture();
    loop.run();
    assertThat(asked.getFirst().part()).isEqualTo(MemberCalls.Part.ROUNDS);
    reply(
        0,
        new Reply.Answered(
            CancelReply.newBuilder()
                .setNotLeader(NotLeader.newBuilder().setLeader(ValueCodec.to(THIRD)))
                .build()
                .toByteArray()));
    CancelReply done =
        CancelReply.newBuilder()
            .setAnswered(CancelReply.Answered.newBuilder().setCancelled(true))
            .build();
    reply(1, new Reply.Answered(done.toByteArray()));
    assertThat(answer.join()).isEqualTo(new Routed.Answered<>(done));
  }
}
