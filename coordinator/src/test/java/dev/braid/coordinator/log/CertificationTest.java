package dev.braid.coordinator.log;

import static dev.braid.coordinator.log.SoloNode.transfers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.braid.coordinator.codec.PeerCodec;
import dev.braid.coordinator.log.store.StoreException;
import dev.braid.proto.v1.PeerProto.PeerNotice;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Certificate;
import dev.braid.protocol.log.Certificates;
import dev.braid.protocol.log.Entry;
import dev.braid.protocol.log.Equivocation;
import dev.braid.protocol.log.MemberSignature;
import dev.braid.protocol.log.SignedBatch;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** From applied to certified, with three members. */
final class CertificationTest {
  private final long seed = new Random().nextLong();
  private final LedgerCluster cluster = new LedgerCluster(seed);
  private final LedgerCluster.Member a = cluster.member(0);
  private final LedgerCluster.Member b = cluster.member(1);
  private final LedgerCluster.Member c = cluster.member(2);

  private void begin() {
    cluster.members.forEach(LedgerCluster.Member::start);
    cluster.begin();
    cluster.settle();
    assertThat(cluster.members).as("seed %d", seed).allMatch(member -> member.certified() == 0);
  }

  private SignedBatch signed(int member, long height, BatchHash hash, boolean isVoid) {
    PrivateKey key = LedgerCluster.key(member);
    return new SignedBatch(
        0,
        height,
        isVoid,
        hash,
        new MemberSignature(
            Accounts.CURVE.address(key),
            Accounts.CURVE.sign(
                Certificates.digest(cluster.state.networkId(), 0, height, isVoid, hash), key)));
  }

  private void tell(int from, LedgerCluster.Member to, SignedBatch signed) {
    cluster
        .net
        .peers(cluster.addresses.get(from))
        .tell(
            to.address(), PeerNotice.newBuilder().setSignature(PeerCodec.toProto(signed)).build());
    cluster.loop.pass(10);
  }

  private long count(LedgerCluster.Member member, SignatureCounts.Kind kind) {
    return member.ledger().signatureCounts().of(kind);
  }

  @Test
  void certifiesWhatAMajorityHasAppliedAndStoredD1() {
    begin();
    Entry.BundleSequenced bundle = transfers(0, 901);
    cluster.append(bundle);
    cluster.members.forEach(LedgerCluster.Member::takeAll);
    cluster.loop.pass(5_000);
    assertThat(cluster.members).allMatch(member -> member.certified() == 0);
    a.durable(1);
    cluster.loop.pass(5_000);
    assertThat(cluster.members).as("one disk").allMatch(member -> member.certified() == 0);
    assertThat(a.ledger().bundle(bundle.id())).isNull();
    assertThat(a.ledger().batch(1)).isNull();
    assertThat(a.told).hasSize(1);
    assertThat(a.ledger().appliedHeight()).isEqualTo(1);

    b.durable(1);
    cluster.loop.pass(100);
    assertThat(cluster.members).as("seed %d", seed).allMatch(member -> member.certified() == 1);
    Certificate certificate = Objects.requireNonNull(c.ledger().batch(1)).certificate();
    assertThat(certificate.signatures())
        .as("a certificate by others alone")
        .extracting(MemberSignature::member)
        .containsExactlyInAnyOrder(a.address(), b.address());
    assertThat(Objects.requireNonNull(c.ledger().bundle(bundle.id())).position().height())
        .isEqualTo(1);
    assertThat(c.told).extracting(CertifiedBatch::height).containsExactly(0L, 1L);
  }

  @Test
  void signsNothingThatIsDurableAndNotApplied() {
    begin();
    cluster.append(transfers(0, 901));
    a.ledger().durable(1);
    b.takeAll().durable(1);
    c.takeAll();
    cluster.loop.pass(5_000);
    assertThat(c.certified()).isZero();
    a.takeAll();
    cluster.loop.pass(100);
    assertThat(c.certified()).isEqualTo(1);
  }

  @Test
  void signsNothingBeforeItIsStarted() {
    a.start();
    b.open(cluster.addresses);
    c.open(cluster.addresses);
    cluster.begin();
    cluster.settle();
    assertThat(a.certified()).isEqualTo(-1);
    b.ledger().start();
    cluster.loop.pass(100);
    assertThat(a.certified()).isZero();
  }

  @Test
  void keepsSignaturesThatComeBeforeTheBatch() {
    begin();
    cluster.net.questions = (from, to) -> false;
    cluster.append(transfers(0, 901));
    a.takeAll().durableAll();
    b.takeAll().durableAll();
    cluster.loop.pass(100);
    assertThat(c.certified()).isZero();
    assertThat(count(c, SignatureCounts.Kind.EARLY)).isEqualTo(2);
    c.takeAll();
    assertThat(c.certified()).isEqualTo(1);
  }

  @Test
  void keepsNoSignaturesOfHeightsThatAreFarAhead() {
    begin();
    long far = Certification.MAX_EARLY_HEIGHTS + 1L;
    tell(0, c, signed(0, far, new BatchHash(Bytes32.ZERO), false));
    assertThat(count(c, SignatureCounts.Kind.TOO_EARLY)).isEqualTo(1);
    for (int i = 1; i <= 3; i++) {
      tell(0, c, signed(0, 1, new BatchHash(Bytes32.fromHex("0x" + "%064x".formatted(i))), false));
    }
    assertThat(count(c, SignatureCounts.Kind.EARLY)).isEqualTo(2);
    assertThat(count(c, SignatureCounts.Kind.DUPLICATE)).isEqualTo(1);
  }

  @Test
  void asksForWhatWasLostOnTheWay() {
    begin();
    cluster.net.notices = (from, to) -> false;
    for (int i = 0; i < 100; i++) {
      cluster.append(transfers(i, 901));
    }
    cluster.members.forEach(member -> member.takeAll().durableAll());
    cluster.loop.pass(PeerSignatures.ASK_AFTER_MILLIS / 2);
    assertThat(cluster.members).allMatch(member -> member.certified() == 0);
    cluster.loop.pass(1_000);
    assertThat(cluster.members).as("seed %d", seed).allMatch(member -> member.certified() == 100);
  }

  @Test
  void asksAgainWhileNobodyAnswers() {
    begin();
    cluster.net.notices = (from, to) -> false;
    cluster.net.questions = (from, to) -> false;
    cluster.append(transfers(0, 901));
    cluster.members.forEach(member -> member.takeAll().durableAll());
    cluster.loop.pass(60_000);
    assertThat(a.certified()).isZero();
    cluster.net.questions = (from, to) -> true;
    cluster.loop.pass(PeerSignatures.MAX_ASK_MILLIS + 1_000);
    assertThat(cluster.members).allMatch(member -> member.certified() == 1);
  }

  @Test
  void refusesSignersThatAreForeignDoubleOrTooLate() {
    begin();
    TakenBatch batch = cluster.append(transfers(0, 901));
    BatchHash hash = batch.claim().hash();
    cluster.net.notices = (from, to) -> from.equals(a.address());
    c.takeAll();
    tell(0, c, signed(7, 1, hash, false));
    assertThat(count(c, SignatureCounts.Kind.FOREIGN)).as("sent by another").isEqualTo(1);
    SignedBatch good = signed(0, 1, hash, false);
    tell(0, c, new SignedBatch(0, 1, false, hash, signed(0, 2, hash, false).signature()));
    assertThat(count(c, SignatureCounts.Kind.BAD)).as("made for another height").isEqualTo(1);
    tell(0, c, new SignedBatch(5, 1, false, hash, good.signature()));
    assertThat(count(c, SignatureCounts.Kind.STALE)).as("another member set").isEqualTo(1);
    long taken = count(c, SignatureCounts.Kind.TAKEN);
    tell(0, c, good);
    tell(0, c, good);
    assertThat(count(c, SignatureCounts.Kind.TAKEN)).isEqualTo(taken + 1);
    assertThat(count(c, SignatureCounts.Kind.DUPLICATE)).isPositive();
    assertThat(c.certified()).as("one signature of three").isZero();
    assertThat(c.ledger().evidence()).isEmpty();
  }

  @Test
  void keepsEvidenceAgainstWhoSignsTwoBatchesAtOneHeightD4() {
    begin();
    BatchHash other = new BatchHash(Bytes32.fromHex("0x" + "77".repeat(32)));
    TakenBatch batch = cluster.append(transfers(0, 901));
    cluster.settle();
    tell(0, c, signed(0, 1, other, false));
    assertThat(c.ledger().evidence()).hasSize(1);
    Equivocation found = c.ledger().evidence().getFirst();
    assertThat(found.member()).isEqualTo(a.address());
    assertThat(found.first().batchHash()).isEqualTo(batch.claim().hash());
    assertThat(found.second().batchHash()).isEqualTo(other);
    assertThat(found.problem(Accounts.CURVE)).isNull();
    assertThat(
            new Equivocation(found.networkId(), found.first(), found.first())
                .problem(Accounts.CURVE))
        .isNotNull();

    c.store().sync();
    c.kill(0).start();
    assertThat(c.ledger().evidence()).containsExactly(found);
    assertThat(b.ledger().evidence()).isEmpty();
  }

  @Test
  void convictsWhoeverSignsABatchAsVoidAndAsNotD4() {
    begin();
    cluster.net.notices = (from, to) -> from.equals(b.address());
    TakenBatch batch = cluster.append(transfers(0, 901));
    // Both come before the batch.
    tell(1, c, signed(1, 1, batch.claim().hash(), true));
    tell(1, c, signed(1, 1, batch.claim().hash(), false));
    c.takeAll();
    assertThat(c.ledger().evidence())
        .singleElement()
        .satisfies(found -> assertThat(found.member()).isEqualTo(b.address()));
  }

  @Test
  void comparesALateSignatureWithTheCertificateOfItsHeightD4() {
    begin();
    for (int i = 0; i < Certification.KEPT_HEIGHTS + 10; i++) {
      cluster.append(transfers(i, 901));
    }
    a.takeAll().durableAll();
    b.takeAll().durableAll();
    c.takeAll();
    cluster.loop.pass(5_000);
    assertThat(c.certified()).isEqualTo(cluster.state.height());
    tell(0, c, signed(0, 1, new BatchHash(Bytes32.ZERO), false));
    assertThat(c.ledger().evidence())
        .singleElement()
        .satisfies(found -> assertThat(found.height()).isEqualTo(1));
  }

  @Test
  void isNotMovedByAMinorityThatSignsAnotherBatch() {
    begin();
    TakenBatch batch = cluster.append(transfers(0, 901));
    cluster.net.notices = (from, to) -> from.equals(a.address()) && to.equals(c.address());
    c.takeAll();
    tell(0, c, signed(0, 1, batch.claim().hash(), true));
    c.durableAll();
    cluster.loop.pass(100);
    assertThat(c.certified()).isZero();
    assertThat(count(c, SignatureCounts.Kind.OTHER_BATCH)).isEqualTo(1);
    cluster.net.notices = (from, to) -> true;
    b.takeAll().durableAll();
    cluster.loop.pass(100);
    assertThat(c.certified()).isEqualTo(1);
  }

  @Test
  void knowsTheNewestHeightThatEachMemberSigned() {
    begin();
    // So that a's signature is one of c's certificate: one that comes after it is not written down.
    cluster.net.notices = (from, to) -> !from.equals(b.address());
    cluster.append(transfers(0, 901));
    cluster.settle();
    assertThat(Objects.requireNonNull(c.ledger().newestSigned(a.address())).height()).isEqualTo(1);
    c.store().sync();
    c.kill(0).start();
    assertThat(Objects.requireNonNull(c.ledger().newestSigned(a.address())).height()).isEqualTo(1);
    assertThat(c.ledger().newestSigned(Accounts.CURVE.address(LedgerCluster.key(9)))).isNull();
  }

  @Test
  void signsNoSecondBatchWhereItsOwnSignatureOverAnotherComesBackD4() {
    begin();
    // Of a life that its disk has forgotten.
    BatchHash other = new BatchHash(Bytes32.fromHex("0x" + "77".repeat(32)));
    a.ledger().told(a.address(), signed(0, 1, other, false));
    cluster.append(transfers(0, 901));
    a.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(a.ledger().collected(1, 1)).isEmpty();
    assertThat(a.ledger().evidence()).isEmpty();

    b.takeAll().durableAll();
    c.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(a.certified()).as("by the others' signatures").isEqualTo(1);
  }

  @Test
  void knowsWhatAMemberSignedLastHoweverLongItIsAway() {
    begin();
    // So that b signs: it would not where the others' signatures are there before its own.
    cluster.net.notices = (from, to) -> !to.equals(b.address());
    for (int i = 0; i < 5; i++) {
      cluster.append(transfers(i, 901));
    }
    a.takeAll().durableAll();
    c.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(c.certified()).isEqualTo(5);
    b.takeAll().durableAll();
    cluster.loop.pass(1_000);
    for (int i = 0; i < Certification.KEPT_HEIGHTS + 10; i++) {
      cluster.append(transfers(5 + i, 901));
    }
    a.takeAll().durableAll();
    c.takeAll().durableAll();
    cluster.loop.pass(1_000);
    assertThat(c.certified()).isEqualTo(cluster.state.height());
    assertThat(Objects.requireNonNull(c.ledger().newestSigned(b.address())).height()).isEqualTo(5);
  }

  @Test
  void signsNoFirstBatchWithOtherMembersThanItsOwn() {
    cluster.members.forEach(LedgerCluster.Member::start);
    cluster.append(
        LedgerCluster.genesis(List.of(a.address(), b.address())),
        new Entry.LeaderClaimed(a.address()));
    assertThatThrownBy(a::takeAll)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FOREIGN))
        .hasMessageContaining(c.address().toHex());
    assertThat(a.store().head()).isEqualTo(LogHead.EMPTY);
  }
}
