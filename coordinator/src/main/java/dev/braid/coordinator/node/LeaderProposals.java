package dev.braid.coordinator.node;

import dev.braid.coordinator.ingress.Leaders;
import dev.braid.coordinator.ingress.MemberCalls;
import dev.braid.coordinator.rounds.Proposals;
import dev.braid.coordinator.rounds.Proposer;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.round.PlannerEvent.AppendAnswer;
import dev.braid.protocol.types.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Proposes to the member that leads, which may be another: what an operator declares must not
 * depend on whose operator says it last.
 */
final class LeaderProposals implements Proposer {
  private static final long TIMEOUT_MILLIS = 10_000;

  private final Leaders leaders;
  private final MemberCalls calls;
  private final Proposer own;

  /**
   * @param own of this member's own batcher
   */
  LeaderProposals(Leaders leaders, MemberCalls calls, Proposer own) {
    this.leaders = leaders;
    this.calls = calls;
    this.own = own;
  }

  @Override
  public CompletionStage<AppendAnswer> propose(Entry entry, long term) {
    Address leader = leaders.leader();
    if (leader == null) {
      return CompletableFuture.completedFuture(new AppendAnswer.NotTaken("nobody leads"));
    }
    if (leader.equals(leaders.self())) {
      return own.propose(entry, term);
    }
    return calls
        .call(leader, MemberCalls.Part.BATCHER, Proposals.request(entry, term), TIMEOUT_MILLIS)
        .thenApply(
            reply ->
                switch (reply) {
                  case MemberCalls.Reply.Answered(byte[] body) -> Proposals.read(body);
                  case MemberCalls.Reply.NotDelivered(String why) -> new AppendAnswer.NotTaken(why);
                  case MemberCalls.Reply.Lost(String why) -> new AppendAnswer.Unknown(why);
                });
  }
}
