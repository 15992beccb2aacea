package dev.braid.coordinator.log;

import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.braid.coordinator.codec.LogCodec;
import dev.braid.coordinator.codec.PeerCodec;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.proto.v1.PeerProto;
import dev.braid.proto.v1.PeerProto.PeerReply;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A member whose log skipped batches gets them from the others. */
final class CatchupTest {
  private static final int BATCHES = 60;
  private final long seed = new Random().nextLong();
  private final LedgerCluster cluster = new LedgerCluster(seed);
  private final LedgerCluster.Member a = cluster.member(0);
  private final LedgerCluster.Member b = cluster.member(1);
  private final LedgerCluster.Member c = cluster.member(2);

  /** A and B hold what C has missed. */
  private void begin() {
    cluster.members.forEach(LedgerCluster.Member::start);
    cluster.begin();
    cluster.settle();
    for (int i = 0; i < BATCHES; i++) {
      cluster.append(transfers(i, 901, 902));
    }
    a.takeAll().durableAll();
    b.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(a.certified()).as("seed %d", seed).isEqualTo(BATCHES);
    assertThat(c.certified()).isZero();
  }

  private void assertCaughtUp() {
    assertThat(c.ledger().appliedHeight()).as("seed %d", seed).isEqualTo(cluster.state.height());
    assertThat(c.certified()).isEqualTo(cluster.state.height());
    assertThat(c.ledger().state()).isEqualTo(cluster.state);
    for (long height = 0; height <= cluster.state.height(); height++) {
      assertThat(c.store().requireBatch(height).bytes())
          .isEqualTo(cluster.taken.get((int) height).bytes());
      assertThat(c.store().waiting(height)).isNull();
    }
    assertThat(c.told).extracting(CertifiedBatch::height).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void fetchesWhatTheLogSkippedAndGoesOn() {
    begin();
    c.skipTo(40);
    c.takeAll().durableAll();
    assertThat(c.ledger().appliedHeight()).as("the gap first").isZero();
    cluster.loop.pass(5_000);
    assertCaughtUp();
    cluster.append(transfers(1_000, 901));
    cluster.settle();
    assertCaughtUp();
  }

  @Test
  void startsEmptyAndFetchesTheWholeLog() {
    begin();
    c.kill(0);
    c.disk.wipe();
    c.start();
    c.skipTo(BATCHES);
    cluster.loop.pass(5_000);
    assertCaughtUp();
  }

  @Test
  void seesAGapInWhatIsHandedOver() {
    begin();
    c.handed = 10;
    c.takeAll();
    cluster.loop.pass(5_000);
    assertCaughtUp();
  }

  @Test
  void fetchesThroughLossAndAbsence() {
    begin();
    cluster.net.loss = 0.3;
    cluster.net.down(a.address());
    c.skipTo(BATCHES);
    cluster.loop.pass(120_000);
    assertCaughtUp();
  }

  @Test
  void goesOnAfterARestartInTheMiddle() {
    begin();
    cluster.net.questions = (from, to) -> false;
    c.skipTo(40);
    c.takeAll();
    assertThat(c.ledger().flushed(BATCHES).toCompletableFuture()).isCompleted();
    // The log has forgotten all of it by now.
    c.kill(0).start();
    cluster.net.questions = (from, to) -> true;
    c.skipTo(BATCHES);
    cluster.loop.pass(5_000);
    assertCaughtUp();
  }

  @Test
  void followsTheLogToALaterHeadMeanwhile() {
    begin();
    c.skipTo(20);
    cluster.loop.pass(3);
    c.skipTo(50);
    c.takeAll();
    cluster.loop.pass(5_000);
    assertCaughtUp();
  }

  @Test
  void believesNoChainThatDoesNotLeadToTheLogsHeadO1() {
    begin();
    // A tells a history of its own, well formed, from height 1 on.
    LedgerCluster other = new LedgerCluster(seed);
    other.begin();
    assertThat(other.headAt(0)).isEqualTo(cluster.headAt(0));
    for (int i = 0; i < BATCHES; i++) {
      other.append(transfers(500 + i, 901));
    }
    cluster.net.lie =
        (answering, reply) ->
            answering.equals(a.address()) && reply.hasBatches() ? rewritten(reply, other) : reply;
    c.skipTo(40);
    c.takeAll();
    cluster.loop.pass(60_000);
    assertCaughtUp();
  }

  private static PeerReply rewritten(PeerReply reply, LedgerCluster other) {
    PeerProto.Batches.Builder lies = PeerProto.Batches.newBuilder();
    for (PeerProto.PeerBatch batch : reply.getBatches().getBatchesList()) {
      TakenBatch lie = other.taken.get((int) batch.getHeight());
      lies.addBatches(PeerCodec.toProto(lie.claim(), lie.bytes()));
    }
    return PeerReply.newBuilder().setBatches(lies).build();
  }

  @Test
  void believesNoBytesThatDoNotHashToTheirHash() {
    begin();
    cluster.net.lie =
        (answering, reply) ->
            answering.equals(a.address()) && reply.hasBatches() ? garbled(reply) : reply;
    c.skipTo(BATCHES);
    cluster.loop.pass(60_000);
    assertCaughtUp();
    assertThat(c.told).noneMatch(CertifiedBatch::isVoid);
  }

  private static PeerReply garbled(PeerReply reply) {
    PeerProto.Batches.Builder lies = PeerProto.Batches.newBuilder();
    for (PeerProto.PeerBatch batch : reply.getBatches().getBatchesList()) {
      lies.addBatches(batch.toBuilder().setBatch(ByteString.copyFromUtf8("not a batch")));
    }
    return PeerReply.newBuilder().setBatches(lies).build();
  }

  @Test
  void believesBytesThatAreNoBatchWhenTheMembersCertifyThatTheyAreVoid() {
    cluster.members.forEach(LedgerCluster.Member::start);
    cluster.begin();
    cluster.settle();
    // A lying leader appends bytes that do not decode, and some that do not hash to their hash.
    cluster.append(claimed(new byte[] {1, 2, 3}, 0x51));
    cluster.append(transfers(0, 901));
    Batch good =
        new Batch(
            cluster.state.height() + 1,
            cluster.state.headHash(),
            1,
            LedgerCluster.START_MILLIS + 10,
            List.of(transfers(1, 901)));
    cluster.append(claimed(LogCodec.encode(good), 0x52));
    cluster.append(transfers(2, 901));
    a.takeAll().durableAll();
    b.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(a.told)
        .extracting(CertifiedBatch::isVoid)
        .containsExactly(false, true, false, true, false);
    c.skipTo(4);
    cluster.loop.pass(10_000);
    assertCaughtUp();
    assertThat(c.told)
        .extracting(CertifiedBatch::isVoid)
        .containsExactly(false, true, false, true, false);
  }

  private TakenBatch claimed(byte[] bytes, int hash) {
    return new TakenBatch(
        new AppendClaim(
            cluster.state.height() + 1,
            cluster.state.headHash(),
            1,
            new BatchHash(Bytes32.fromHex("0x" + "%064x".formatted(hash)))),
        bytes,
        null);
  }

  @Test
  void takesAHeightAgainButNeverAsAnotherBatchO1() {
    begin();
    State before = new State(b);
    b.handed = 0;
    b.takeAll();
    b.skipTo(30);
    assertThat(new State(b)).isEqualTo(before);
    TakenBatch last = cluster.taken.getLast();
    AppendClaim claim = last.claim();
    SealedBatch other =
        SealedBatch.seal(
            cluster.state.networkId(),
            new Batch(
                claim.height(), claim.previousHash(), 1, LedgerCluster.START_MILLIS, List.of()));
    assertThatThrownBy(
            () -> b.ledger().take(List.of(TakenBatch.of(other, null)), cluster.headAt(BATCHES)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED))
        .hasMessageContaining("batch " + BATCHES);
    assertThatThrownBy(() -> b.ledger().skippedTo(new LogHead(1, 30, new BatchHash(Bytes32.ZERO))))
        .isInstanceOf(StoreException.class);
    assertThat(new State(b)).isEqualTo(before);
  }

  private record State(long applied, long certified, int told) {
    State(LedgerCluster.Member member) {
      this(member.ledger().appliedHeight(), member.certified(), member.told.size());
    }
  }
}
