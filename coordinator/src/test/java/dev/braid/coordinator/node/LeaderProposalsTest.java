package dev.braid.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.ingress.Leaders;
import dev.braid.coordinator.ingress.MemberCalls.Reply;
import dev.braid.proto.v1.BusProto.ProposeReply;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Position;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LeaderProposalsTest {
  private static final Address SELF = Address.fromHex("0x0000000000000000000000000000000000000001");
  private static final Address OTHER =
      Address.fromHex("0x0000000000000000000000000000000000000002");
  private static final Entry ENTRY = new Entry.LeaderClaimed(SELF);
  private static final AppendAnswer OWN = new AppendAnswer.NotTaken("its own batcher");

  private static AppendAnswer propose(@Nullable Address leader, Reply reply) {
    Leaders leaders =
        new Leaders() {
          @Override
          public Address self() {
            return SELF;
          }

          @Override
          public @Nullable Address leader() {
            return leader;
          }

          @Override
          public void onChange(Runnable listener) {}
        };
    return new LeaderProposals(
            leaders,
            (member, part, body, timeoutMillis) -> CompletableFuture.completedFuture(reply),
            (entry, term) -> CompletableFuture.completedFuture(OWN))
        .propose(ENTRY, 7)
        .toCompletableFuture()
        .join();
  }

  @Test
  void proposesToWhoLeads() {
    byte[] applied =
        ProposeReply.newBuilder()
            .setApplied(
                ProposeReply.Applied.newBuilder().setCursor(ValueCodec.to(new Position(9, 1))))
            .build()
            .toByteArray();
    assertThat(propose(OTHER, new Reply.Answered(applied)))
        .isEqualTo(new AppendAnswer.Applied(new Position(9, 1)));
    assertThat(propose(SELF, new Reply.Lost("not asked"))).isEqualTo(OWN);
  }

  @Test
  void tellsWhatIsCertainFromWhatIsNot() {
    assertThat(propose(null, new Reply.Lost("not asked")))
        .isInstanceOf(AppendAnswer.NotTaken.class);
    assertThat(propose(OTHER, new Reply.NotDelivered("nobody listens")))
        .isInstanceOf(AppendAnswer.NotTaken.class);
    assertThat(propose(OTHER, new Reply.Lost("timeout"))).isInstanceOf(AppendAnswer.Unknown.class);
  }
}
