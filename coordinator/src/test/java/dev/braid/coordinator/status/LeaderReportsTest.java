package dev.braid.coordinator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.health.AlarmBook;
import dev.braid.coordinator.health.Health;
import dev.braid.coordinator.health.HealthView;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.round.AlarmCode;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.ChainId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Only the leader drives engines: every member tells what it says, or that it could not ask. */
final class LeaderReportsTest {
  private static final Address ONE = Address.fromHex("0x" + "01".repeat(20));
  private static final Address TWO = Address.fromHex("0x" + "02".repeat(20));
  private static final List<HealthView> VIEWS =
      List.of(new HealthView(new ChainId(901), Health.DOWN, 7, "HEAD: refused"));
  private static final List<AlarmBook.Standing> ALARMS =
      List.of(
          new AlarmBook.Standing(AlarmCode.ROLLUP_DOWN, new ChainId(901), 8, "HEAD: refused"),
          new AlarmBook.Standing(AlarmCode.ROUND_ABANDONED, null, 9, "pass limit"));

  private @Nullable Address leader = TWO;
  private boolean isReachable = true;

  private final LeaderReports two =
      new LeaderReports(TWO, () -> leader, new To(null), () -> VIEWS, () -> ALARMS);
  private final LeaderReports one =
      new LeaderReports(ONE, () -> leader, new To(two), List::of, List::of);

  private static RollupReport report(LeaderReports of) {
    return of.report().toCompletableFuture().join();
  }

  @Test
  void anyMemberTellsWhatTheLeaderSays() {
    RollupReport expected = new RollupReport(TWO, null, VIEWS, ALARMS);
    assertThat(report(two)).isEqualTo(expected);
    assertThat(report(one)).isEqualTo(expected);
  }

  @Test
  void saysSoWhenTheLeaderCannotBeAsked() {
    isReachable = false;
    assertThat(report(one))
        .isEqualTo(
            new RollupReport(
                TWO, "the leader does not answer: no answer in time", List.of(), List.of()));
    leader = null;
    assertThat(report(one).leader()).isNull();
    assertThat(report(one).why()).contains("no leader is known");
  }

  /** What a member that was deposed meanwhile knows of rollups is old. */
  @Test
  void believesNoMemberThatDoesNotLead() {
    LeaderReports deposed =
        new LeaderReports(TWO, () -> ONE, new To(null), () -> VIEWS, () -> ALARMS);
    LeaderReports late = new LeaderReports(ONE, () -> TWO, new To(deposed), List::of, List::of);
    assertThat(report(late).healths()).isEmpty();
    assertThat(report(late).why()).contains("does not lead any more");
  }

  /** The way to one other member. */
  private final class To implements Peers {
    private final @Nullable LeaderReports other;

    To(@Nullable LeaderReports other) {
      this.other = other;
    }

    @Override
    public Address self() {
      return ONE;
    }

    @Override
    public List<Address> others() {
      return List.of(TWO);
    }

    @Override
    public void tell(Address member, PeerNotice notice) {}

    @Override
    public CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout) {
      assertThat(request.hasGetRollupHealths()).isTrue();
      return other != null && isReachable
          ? CompletableFuture.completedFuture(other.answer())
          : CompletableFuture.failedFuture(new UnreachableException("no answer in time"));
    }

    @Override
    public void serve(Handler handler) {}
  }
}
