package dev.braid.coordinator.peer;

import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A member without others. */
record NoPeers(Address self) implements Peers {
  @Override
  public List<Address> others() {
    return List.of();
  }

  @Override
  public void tell(Address member, PeerNotice notice) {}

  @Override
  public CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout) {
    return CompletableFuture.failedFuture(new UnreachableException("there are no other members"));
  }

  @Override
  public void serve(Handler handler) {}
}
