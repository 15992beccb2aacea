package dev.braid.coordinator.status;

import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.GetMemberStatus;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks the other members by {@link Peers}, and answers them when they ask. */
public final class MemberStatuses implements ClusterStatusSource {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final PeerRequest QUESTION =
      PeerRequest.newBuilder().setGetMemberStatus(GetMemberStatus.getDefaultInstance()).build();

  private final OwnStatus own;
  private final Peers peers;

  public MemberStatuses(OwnStatus own, Peers peers) {
    this.own = own;
    this.peers = peers;
  }

  /** What this member says when another asks {@code GetMemberStatus}. */
  public PeerReply answer() {
    return StatusMessages.reply(own.report(), own.network());
  }

  @Override
  public CompletionStage<ClusterStatus> status() {
    List<CompletableFuture<MemberReport>> reports = new ArrayList<>();
    reports.add(CompletableFuture.completedFuture(own.report()));
    for (Address other : peers.others()) {
      reports.add(ask(other).toCompletableFuture());
    }
    return CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                new ClusterStatus(
                    own.self(),
                    own.network(),
                    reports.stream()
                        .map(CompletableFuture::join)
                        .sorted(Comparator.comparing(MemberReport::member))
                        .toList()));
  }

  private CompletionStage<MemberReport> ask(Address other) {
    return peers
        .ask(other, QUESTION, PATIENCE)
        .thenApply(reply -> StatusMessages.report(other, reply))
        .exceptionally(why -> new MemberReport.Absent(other, reason(why)));
  }

  private static String reason(Throwable why) {
    Throwable cause = why.getCause() == null ? why : why.getCause();
    return String.valueOf(cause.getMessage());
  }
}
