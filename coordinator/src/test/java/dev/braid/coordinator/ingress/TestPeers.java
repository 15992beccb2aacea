package dev.braid.coordinator.ingress;

import dev.braid.coordinator.codec.ValueCodec;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.BundleFound;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Another member that knows bundles, or does not answer. No member at all until it is told so. */
final class TestPeers implements Peers {
  final Map<BundleId, Position> known = new ConcurrentHashMap<>();
  volatile boolean answers = true;

  @Override
  public Address self() {
    return TestLeaders.SELF;
  }

  @Override
  public List<Address> others() {
    return List.of();
  }

  @Override
  public void tell(Address member, PeerNotice notice) {}

  @Override
  public CompletionStage<PeerReply> ask(Address member, PeerRequest request, Duration timeout) {
    if (!answers || !member.equals(TestLeaders.OTHER) || !request.hasGetBundle()) {
      return CompletableFuture.failedFuture(new UnreachableException("not there"));
    }
    BundleFound.Builder found = BundleFound.newBuilder();
    Position cursor = known.get(ValueCodec.bundleId(request.getGetBundle().getId()));
    if (cursor != null) {
      found.setCursor(ValueCodec.to(cursor));
    }
    return CompletableFuture.completedFuture(PeerReply.newBuilder().setBundleFound(found).build());
  }

  @Override
  public void serve(Handler handler) {}
}
