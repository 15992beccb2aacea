package dev.braid.coordinator.log;

import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.coordinator.log.store.BatchStore;
import dev.braid.coordinator.log.store.MemoryDisk;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.coordinator.loop.ManualLoop;
import dev.braid.coordinator.peer.Peers;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Batch;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.SealedBatch;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes32;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members of a cluster that start again. */
final class ClusterRecoveryTest {
  private final long seed = new Random().nextLong();
  private final LedgerCluster cluster = new LedgerCluster(seed);
  private final LedgerCluster.Member a = cluster.member(0);
  private final LedgerCluster.Member b = cluster.member(1);
  private final LedgerCluster.Member c = cluster.member(2);

  private void begin() {
    cluster.members.forEach(LedgerCluster.Member::start);
    cluster.begin();
    cluster.settle();
  }

  @Test
  void tellsNothingUncertifiedAfterARestartD1() {
    begin();
    Entry.BundleSequenced first = transfers(0, 901);
    cluster.append(first);
    cluster.settle();
    Entry.BundleSequenced second = transfers(1, 901);
    cluster.append(second);
    a.takeAll();
    a.store().sync();
    a.kill(0).open(cluster.addresses);
    assertThat(a.ledger().appliedHeight()).isEqualTo(2);
    assertThat(a.certified()).isEqualTo(1);
    assertThat(Objects.requireNonNull(a.ledger().bundle(first.id())).position().height())
        .isEqualTo(1);
    assertThat(a.ledger().bundle(second.id())).isNull();
    assertThat(a.ledger().batch(2)).isNull();
    assertThat(a.told).isEmpty();

    a.ledger().start();
    cluster.loop.pass(1_000);
    assertThat(a.certified()).as("its signature alone").isEqualTo(1);
    b.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(a.certified()).isEqualTo(2);
    assertThat(a.told).extracting(CertifiedBatch::height).containsExactly(2L);
    assertThat(a.ledger().bundle(second.id())).isNotNull();
  }

  @Test
  void sequencesABundleOnceThatIsOnlyAppliedO2() {
    begin();
    Entry.BundleSequenced bundle = transfers(0, 901);
    cluster.append(bundle);
    a.takeAll();
    a.store().sync();
    a.kill(0).start();
    cluster.append(TakenBatch.of(voidAs(bundle), null));
    a.takeAll().durableAll();
    b.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(a.certified()).isEqualTo(2);
    assertThat(a.told).extracting(CertifiedBatch::isVoid).containsExactly(false, true);
    assertThat(Objects.requireNonNull(a.ledger().bundle(bundle.id())).position().height())
        .isEqualTo(1);
  }

  private SealedBatch voidAs(Entry entry) {
    return SealedBatch.seal(
        cluster.state.networkId(),
        new Batch(
            cluster.state.height() + 1,
            cluster.state.headHash(),
            1,
            LedgerCluster.START_MILLIS + 100,
            List.of(entry)));
  }

  @Test
  void certifiesAfterAllWereKilledAtOnceD2() {
    begin();
    for (int i = 0; i < 10; i++) {
      cluster.append(transfers(i, 901));
    }
    // Everybody has applied and stored, nobody has signed yet.
    cluster.members.forEach(LedgerCluster.Member::takeAll);
    cluster.members.forEach(member -> member.store().sync());
    cluster.members.forEach(member -> member.kill(0));
    cluster.members.forEach(LedgerCluster.Member::start);
    cluster.loop.pass(PeerSignatures.ASK_AFTER_MILLIS);
    assertThat(cluster.members).as("seed %d", seed).allMatch(member -> member.certified() == 10);
  }

  @Test
  void takesAgainFromTheLogWhatTheStoreLostD2() {
    begin();
    for (int i = 0; i < 10; i++) {
      cluster.append(transfers(i, 901));
    }
    cluster.settle();
    assertThat(c.certified()).isEqualTo(10);
    Random random = new Random(seed);
    c.kill(random.nextInt(c.disk.unsyncedWrites() + 1)).start();
    long certified = c.certified();
    assertThat(c.ledger().appliedHeight()).as("seed %d", seed).isGreaterThanOrEqualTo(certified);
    c.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(c.certified()).isEqualTo(10);
    assertThat(c.ledger().state()).isEqualTo(cluster.state);
  }

  @Test
  void flushesTheStoreBeforeTheLogForgets() {
    begin();
    cluster.append(transfers(0, 901));
    var flushed = c.ledger().flushed(1).toCompletableFuture();
    assertThat(flushed).isNotCompleted();
    c.takeAll();
    assertThat(flushed).isCompleted();
    c.kill(0).start();
    assertThat(c.ledger().appliedHeight()).isEqualTo(1);
  }

  @Test
  void refusesAKeyThatIsNoneOfTheMembers() {
    PrivateKey stranger = new PrivateKey(Bytes32.fromHex("0x" + "33".repeat(32)));
    assertThatThrownBy(() -> open(new MemoryDisk("d"), stranger, cluster.addresses))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FOREIGN))
        .hasMessageContaining(Accounts.CURVE.address(stranger).toHex());
  }

  @Test
  void refusesAStoreOfOtherMembers() {
    begin();
    c.store().sync();
    c.kill(0);
    List<Address> others =
        List.of(
            c.address(),
            a.address(),
            Accounts.CURVE.address(new PrivateKey(Bytes32.fromHex("0x" + "33".repeat(32)))));
    assertThatThrownBy(() -> open(c.disk, LedgerCluster.key(2), others))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FOREIGN))
        .hasMessageContaining("belongs to network");
  }

  @Test
  void refusesTheStoreOfASingleNode(@TempDir Path directory) {
    try (SoloNode node = SoloNode.start(directory)) {
      assertThat(node.ledger().certifiedHeight()).isZero();
    }
    List<Address> members =
        List.of(a.address(), b.address(), Accounts.CURVE.address(SoloNode.MEMBER));
    assertThatThrownBy(
            () ->
                ClusterNodeLog.open(
                    directory,
                    SoloNode.RULES,
                    new Certifier(Accounts.CURVE, SoloNode.MEMBER),
                    members,
                    1_000,
                    Peers.none(members.getLast()),
                    failure -> {}))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FOREIGN));
  }

  @Test
  void refusesAStoreThatLostWhatItHasSignedD4() {
    begin();
    cluster.append(transfers(0, 901));
    cluster.settle();
    // As if the newest batch had been cut off behind its back.
    c.store().writeHead(cluster.headAt(0));
    c.disk.deleteHeight(1);
    c.kill(0);
    assertThatThrownBy(() -> c.open(cluster.addresses))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED))
        .hasMessageContaining("has signed batch");
  }

  private static ClusterLedger open(MemoryDisk disk, PrivateKey key, List<Address> members) {
    ManualLoop loop = new ManualLoop();
    Certifier certifier = new Certifier(Accounts.CURVE, key);
    return ClusterLedger.open(
        BatchStore.open(disk),
        new ClusterLedger.Parts(
            SoloNode.RULES,
            certifier,
            members,
            1_000,
            loop::execute,
            loop::execute,
            loop,
            Peers.none(certifier.member())));
  }
}
