package dev.braid.coordinator.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.coordinator.telemetry.HealthBoard;
import dev.braid.proto.v1.PeerProto.Clock;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ClockSyncTest {
  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final Address B = ScriptedLog.OTHER;
  private static final Address C = Address.fromHex("0x" + "33".repeat(20));

  private final ManualLoop loop = new ManualLoop();
  private final HealthBoard board = new HealthBoard();
  // How far the others are ahead; absent = it does not answer.
  private final Map<Address, Long> ahead = new LinkedHashMap<>();
  private long wayMillis = 4;
  private final ClockSync clock = new ClockSync(loop, new Members(), this::ownMillis, board);
  private int measured;

  private long ownMillis() {
    return START_MILLIS + TimeUnit.NANOSECONDS.toMillis(loop.nanoTime());
  }

  /** Two others whose answers take their time, half of it there and half of it back. */
  private final class Members implements Peers {
    @Override
    public Address self() {
      return ScriptedLog.SELF;
    }

    @Override
    public List<Address> others() {
      return List.of(B, C);
    }

    @Override
    public void tell(Address member, PeerNotice notice) {
      throw new UnsupportedOperationException("nobody tells clocks");
    }

    @Override
    public CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout) {
      assertThat(request.hasGetClock()).isTrue();
      CompletableFuture<PeerReply> answer = new CompletableFuture<>();
      Long theirs = ahead.get(member);
      if (theirs == null) {
        loop.after(
            timeout.toMillis(),
            () -> answer.completeExceptionally(new UnreachableException("no answer")));
        return answer;
      }
      loop.after(
          wayMillis / 2,
          () -> {
            PeerReply reply =
                PeerReply.newBuilder()
                    .setClock(Clock.newBuilder().setNowMillis(ownMillis() + theirs))
                    .build();
            loop.after(wayMillis / 2, () -> answer.complete(reply));
          });
      return answer;
    }

    @Override
    public void serve(Handler handler) {
      throw new UnsupportedOperationException("answers are asked for directly");
    }
  }

  private void measure() {
    clock.measure(() -> measured++);
    loop.pass(50);
  }

  @Test
  void goesByTheMedianOfTheMembersClocks() {
    ahead.put(B, 300L);
    ahead.put(C, 700L);
    measure();
    assertThat(measured).isEqualTo(1);
    assertThat(clock.offsetMillis()).isEqualTo(300);
    assertThat(clock.nowMillis()).isEqualTo(ownMillis() + 300);
    assertThat(clock.unfit()).isNull();
    assertThat(clock.answer().getClock().getNowMillis())
        .as("others get the own clock, not what this member makes of theirs")
        .isEqualTo(ownMillis());
  }

  @Test
  void oneWrongClockOfAnotherMemberChangesNothing() {
    ahead.put(B, 3_600_000L);
    ahead.put(C, 0L);
    measure();
    assertThat(clock.offsetMillis()).isZero();
    assertThat(clock.nowMillis()).isEqualTo(ownMillis());
    assertThat(clock.unfit()).isNull();
  }

  @Test
  void neverTakesTheTimeOfAMedianThatIsFarOff() {
    ahead.put(B, 3_600_000L);
    clock.start();
    loop.pass(1_000);
    assertThat(clock.unfit()).as("two clocks that differ, and nobody to say which").isNotNull();
    assertThat(clock.nowMillis()).isEqualTo(ownMillis());
  }

  @Test
  void isUnfitToLeadWhenItsOwnClockIsFarOffAndSaysSoUntilThatIsOver() {
    ahead.put(B, 5_000L);
    ahead.put(C, 5_010L);
    clock.start();
    loop.pass(50);
    assertThat(clock.unfit()).isNotNull();
    assertThat(board.problems()).hasSize(1);
    ahead.put(B, 900L);
    ahead.put(C, 900L);
    loop.pass(ClockSync.PERIOD_MILLIS);
    assertThat(clock.unfit()).isNull();
    assertThat(board.problems()).isEmpty();
  }

  @Test
  void neverFallsWhenTheMedianDoes() {
    ahead.put(B, 900L);
    ahead.put(C, 900L);
    measure();
    long before = clock.nowMillis();
    ahead.put(B, 0L);
    ahead.put(C, 0L);
    measure();
    assertThat(clock.nowMillis()).isEqualTo(before);
    loop.pass(2_000);
    assertThat(clock.nowMillis()).isEqualTo(ownMillis());
  }

  @Test
  void waitsForAMajorityBeforeATermBegins() {
    measure();
    loop.pass(10_000);
    assertThat(measured).isZero();
    ahead.put(C, 40L);
    loop.pass(ClockSync.HASTE_MILLIS + 50);
    assertThat(measured).isEqualTo(1);
    assertThat(clock.offsetMillis()).as("the middle between two").isEqualTo(20);
    loop.pass(10_000);
    assertThat(measured).isEqualTo(1);
  }

  @Test
  void anOldReadingDoesNotStandForANewMeasurement() {
    ahead.put(B, 10L);
    ahead.put(C, 10L);
    clock.start();
    loop.pass(2_500);
    ahead.clear();
    measure();
    assertThat(measured).isZero();
  }

  @Test
  void answersThatTakeTooLongDoNotCount() {
    ahead.put(B, 10L);
    ahead.put(C, 10L);
    wayMillis = ClockSync.MAX_ROUND_TRIP_MILLIS + 2;
    measure();
    loop.pass(5_000);
    assertThat(measured).isZero();
  }
}
