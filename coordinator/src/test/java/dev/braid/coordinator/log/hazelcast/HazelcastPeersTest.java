package dev.braid.coordinator.log.hazelcast;

import static dev.braid.coordinator.log.hazelcast.TestMember.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.braid.coordinator.config.HostPort;
import dev.braid.coordinator.config.StartMode;
import dev.braid.coordinator.peer.Peers;
import dev.braid.proto.v1.PeerProto.Batches;
import dev.braid.proto.v1.PeerProto.GetBatches;
import dev.braid.proto.v1.PeerProto.GetClock;
import dev.braid.proto.v1.PeerProto.NewestSigned;
import dev.braid.proto.v1.PeerProto.PeerBatch;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.proto.v1.PeerProto.PeerRequest;
import dev.braid.proto.v1.PeerProto.SignatureNotice;
import dev.braid.protocol.types.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What members say to each other beside the log, over real sockets. */
final class HazelcastPeersTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final PeerRequest NOTHING =
      PeerRequest.newBuilder().setGetBatches(GetBatches.getDefaultInstance()).build();
  private static final PeerRequest CLOCK =
      PeerRequest.newBuilder().setGetClock(GetClock.getDefaultInstance()).build();

  @TempDir Path directory;
  private final Map<Address, HostPort> places = TestMember.places(3);
  private final List<TestMember> members = new ArrayList<>();

  /** Answers one kind of request with a large reply, never answers the other. */
  private static final class Answers implements Peers.Handler {
    private final List<Long> told = Collections.synchronizedList(new ArrayList<>());
    private final long signed;

    Answers(long signed) {
      this.signed = signed;
    }

    @Override
    public void told(Address from, PeerNotice notice) {
      told.add(notice.getSignature().getHeight());
    }

    @Override
    public CompletionStage<PeerReply> asked(Address from, PeerRequest request) {
      return switch (request.getKindCase()) {
        case GET_NEWEST_SIGNED ->
            CompletableFuture.completedFuture(
                PeerReply.newBuilder()
                    .setNewestSigned(NewestSigned.newBuilder().setCount(signed + 1))
                    .build());
        case GET_BATCHES ->
            CompletableFuture.completedFuture(
                PeerReply.newBuilder()
                    .setBatches(
                        Batches.newBuilder()
                            .addBatches(
                                PeerBatch.newBuilder()
                                    .setBatch(ByteString.copyFrom(new byte[1 << 20]))))
                    .build());
        default -> new CompletableFuture<>();
      };
    }
  }

  @AfterEach
  void close() {
    members.forEach(TestMember::close);
  }

  private static PeerNotice notice(long height) {
    return PeerNotice.newBuilder()
        .setSignature(
            SignatureNotice.newBuilder()
                .setHeight(height)
                .setBatchHash(ByteString.copyFrom(new byte[32])))
        .build();
  }

  @Test
  void tellsInOrderAndAsksOnce() {
    Map<Address, Answers> answers = new java.util.concurrent.ConcurrentHashMap<>();
    members.addAll(
        TestMember.start(
            places,
            directory,
            StartMode.BOOTSTRAP,
            peers -> {
              Answers own = new Answers(-1);
              answers.put(peers.self(), own);
              peers.serve(own);
              return new OldDataCheck(peers, -1);
            }));
    HazelcastPeers first = members.get(0).peers();
    Address second = members.get(1).address();
    until("all are there", () -> first.reachable().size() == 2);
    List<Long> heights = LongStream.range(1, 20_001).boxed().toList();
    List<Long> heard = Objects.requireNonNull(answers.get(second)).told;
    for (long height : heights) {
      first.tell(second, notice(height));
      if (height % 1_000 == 0) {
        until("they are heard", () -> heard.size() == height);
      }
    }
    assertThat(heard).isEqualTo(heights);
    assertThat(first.dropped()).isZero();
    long beganNanos = System.nanoTime();
    PeerReply reply = first.ask(second, NOTHING, LIMIT).toCompletableFuture().join();
    assertThat(reply.getBatches().getBatches(0).getBatch().size()).isEqualTo(1 << 20);
    System.out.printf("1 MiB asked for in %d us%n", (System.nanoTime() - beganNanos) / 1_000);
    assertThatThrownBy(
            () -> first.ask(second, CLOCK, Duration.ofMillis(100)).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(Peers.UnreachableException.class);
    members.get(1).close();
    until("one is gone", () -> first.reachable().size() == 1);
    assertThatThrownBy(() -> first.ask(second, NOTHING, LIMIT).toCompletableFuture().join())
        .hasMessageContaining("is not connected");
  }

  @Test
  void refusesToStartOnOldDataD4() {
    members.addAll(
        TestMember.start(
            places,
            directory,
            StartMode.BOOTSTRAP,
            peers -> {
              peers.serve(new Answers(7));
              return height -> {};
            }));
    TestMember old = members.removeLast();
    old.close();
    Map<Address, HostPort> all = places;
    Path own = directory.resolve(old.address().toHex());
    assertThatThrownBy(
            () ->
                new TestMember(
                    new MemberAddresses(old.address(), all),
                    own,
                    StartMode.RESTART,
                    peers -> new OldDataCheck(peers, 6)))
        .isInstanceOfSatisfying(
            MemberRefusedException.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(MemberRefusedException.Reason.OLD_DATA))
        .hasMessageContaining("height 7");
    members.add(
        new TestMember(
            new MemberAddresses(old.address(), all),
            own,
            StartMode.RESTART,
            peers -> new OldDataCheck(peers, 7)));
  }

  @Test
  void waitsForAMajorityBeforeItTakesPart() throws Exception {
    members.addAll(
        TestMember.start(
            places,
            directory,
            StartMode.BOOTSTRAP,
            peers -> {
              peers.serve(new Answers(-1));
              return height -> {};
            }));
    members.forEach(TestMember::close);
    members.clear();
    CompletableFuture<TestMember> alone = restart(0);
    assertThatThrownBy(() -> alone.get(6, TimeUnit.SECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    CompletableFuture<TestMember> second = restart(1);
    members.add(alone.get(40, TimeUnit.SECONDS));
    members.add(second.get(40, TimeUnit.SECONDS));
    TestMember.leaderOf(members);
  }

  private CompletableFuture<TestMember> restart(int index) {
    Address self = places.keySet().stream().skip(index).findFirst().orElseThrow();
    return CompletableFuture.supplyAsync(
        () ->
            new TestMember(
                new MemberAddresses(self, places),
                directory.resolve(self.toHex()),
                StartMode.RESTART,
                peers -> {
                  peers.serve(new Answers(-1));
                  return new OldDataCheck(peers, -1);
                }),
        task -> Thread.ofPlatform().daemon().start(task));
  }
}
