package dev.braid.coordinator.simulation;

import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What one life of a member says to the others. Notices are sometimes said twice. */
final class SimPeers implements Peers {
  private static final int DOUBLED = 5;

  private final SimWorld world;
  private final SimNetwork network;
  private final int index;
  private final SimProcess process;
  private final List<Address> members;
  private final IntFunction<@Nullable SimPeers> present;
  private final Spoken spoken;
  private @Nullable Handler handler;

  /** Hears everything that leaves a member. */
  @FunctionalInterface
  interface Spoken {
    void told(int member, PeerNotice notice);
  }

  /**
   * @param index of this member in {@code members}
   * @param present the life that a member leads now
   */
  SimPeers(
      SimWorld world,
      SimNetwork network,
      int index,
      SimProcess process,
      List<Address> members,
      IntFunction<@Nullable SimPeers> present,
      Spoken spoken) {
    this.world = world;
    this.network = network;
    this.index = index;
    this.process = process;
    this.members = List.copyOf(members);
    this.present = present;
    this.spoken = spoken;
  }

  @Override
  public Address self() {
    return members.get(index);
  }

  @Override
  public List<Address> others() {
    return members.stream().filter(member -> !member.equals(self())).toList();
  }

  private @Nullable SimPeers find(Address member) {
    int at = members.indexOf(member);
    return at < 0 ? null : present.apply(at);
  }

  @Override
  public void tell(Address member, PeerNotice notice) {
    if (!process.isAlive()) {
      return;
    }
    spoken.told(index, notice);
    SimPeers target = find(member);
    if (target == null) {
      return;
    }
    for (int i = world.chance(DOUBLED) ? 0 : 1; i < 2; i++) {
      network.send(index, target.index, target.process, () -> target.arrived(self(), notice));
    }
  }

  private void arrived(Address from, PeerNotice notice) {
    if (handler != null) {
      handler.told(from, notice);
    }
  }

  @Override
  public CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout) {
    CompletableFuture<PeerReply> answer = new CompletableFuture<>();
    if (!process.isAlive()) {
      return answer;
    }
    world.after(
        timeout.toNanos(),
        () ->
            process.happens(
                () -> answer.completeExceptionally(new UnreachableException("no answer in time"))));
    SimPeers target = find(member);
    if (target == null) {
      world.after(
          network.delayNanos(),
          () ->
              process.happens(
                  () -> answer.completeExceptionally(new UnreachableException("not there"))));
      return answer;
    }
    network.send(index, target.index, target.process, () -> target.asked(this, request, answer));
    return answer;
  }

  private void asked(SimPeers from, PeerRequest request, CompletableFuture<PeerReply> answer) {
    CompletionStage<PeerReply> reply =
        handler == null
            ? CompletableFuture.failedFuture(new UnreachableException("serves nobody yet"))
            : handler.asked(from.self(), request);
    var unused =
        reply.whenComplete(
            (value, failure) -> {
              if (process.isAlive()) {
                network.send(
                    index,
                    from.index,
                    from.process,
                    () -> {
                      if (value != null) {
                        answer.complete(value);
                      } else {
                        answer.completeExceptionally(
                            new UnreachableException(String.valueOf(failure)));
                      }
                    });
              }
            });
  }

  @Override
  public void serve(Handler newHandler) {
    if (handler != null) {
      throw new IllegalStateException("somebody answers already");
    }
    handler = newHandler;
  }
}
