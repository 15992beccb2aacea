package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.CertificateAssembly.Outcome;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

/** D1, D4: whose signatures make a certificate. */
class CertificateAssemblyTest {
  private static final NetworkId NETWORK = NetworkId.fromHex("0x" + "01".repeat(32));
  private static final BatchHash HASH = BatchHash.fromHex("0x" + "02".repeat(32));
  private static final List<PrivateKey> KEYS =
      List.of(key("31"), key("32"), key("33"), key("34"), key("35"));
  private static final List<Address> MEMBERS = KEYS.stream().map(TestNetwork::address).toList();

  private static PrivateKey key(String octet) {
    return new PrivateKey(Bytes32.fromHex("0x" + octet.repeat(32)));
  }

  private static CertificateAssembly begin(Quorum quorum, long height) {
    return new CertificateAssembly(
        NETWORK, 4, MEMBERS, quorum, height, false, HASH, TreePMap.empty());
  }

  private static MemberSignature sign(CertificateAssembly assembly, int member) {
    return TestNetwork.sign(assembly.digest(), KEYS.get(member)).getFirst();
  }

  @Test
  void aQuorumInAnyOrderMakesOneSortedCertificate() {
    for (Quorum quorum : Quorum.values()) {
      CertificateAssembly assembly = begin(quorum, 9);
      int needed = quorum.size(5);
      assertThat(needed).isEqualTo(quorum == Quorum.MAJORITY ? 3 : 4);
      for (int i = 0; i < needed; i++) {
        assertThat(assembly.certificate()).isNull();
        CertificateAssembly.Result result = assembly.add(Accounts.CURVE, sign(assembly, 4 - i));
        assertThat(result.outcome()).isEqualTo(Outcome.TAKEN);
        assembly = result.next();
      }
      Certificate certificate = Objects.requireNonNull(assembly.certificate());
      assertThat(certificate.signatures())
          .extracting(MemberSignature::member)
          .isSorted()
          .hasSize(needed);
      assertThat(problem(quorum, certificate)).isNull();
    }
  }

  @Test
  void foreignDuplicateAndStaleSignersAreRefused() {
    CertificateAssembly assembly = begin(Quorum.MAJORITY, 9);
    MemberSignature foreign = TestNetwork.sign(assembly.digest(), Accounts.BOB.key()).getFirst();
    assertThat(assembly.add(Accounts.CURVE, foreign).outcome()).isEqualTo(Outcome.FOREIGN);
    MemberSignature stale = sign(begin(Quorum.MAJORITY, 8), 0);
    assertThat(assembly.add(Accounts.CURVE, stale).outcome()).isEqualTo(Outcome.NOT_OF_THIS_BATCH);
    MemberSignature inAnothersName =
        new MemberSignature(MEMBERS.get(1), sign(assembly, 0).signature());
    assertThat(assembly.add(Accounts.CURVE, inAnothersName).outcome())
        .isEqualTo(Outcome.NOT_OF_THIS_BATCH);
    CertificateAssembly one = assembly.add(Accounts.CURVE, sign(assembly, 0)).next();
    assertThat(one.add(Accounts.CURVE, sign(assembly, 0)))
        .isEqualTo(new CertificateAssembly.Result(Outcome.DUPLICATE, one));
  }

  @Test
  void everyPartOfWhatIsCertifiedIsSigned() {
    Bytes32 digest = Certificates.digest(NETWORK, 4, 9, false, HASH);
    assertThat(
            List.of(
                Certificates.digest(new NetworkId(Bytes32.ZERO), 4, 9, false, HASH),
                Certificates.digest(NETWORK, 5, 9, false, HASH),
                Certificates.digest(NETWORK, 4, 10, false, HASH),
                Certificates.digest(NETWORK, 4, 9, true, HASH),
                Certificates.digest(NETWORK, 4, 9, false, new BatchHash(Bytes32.ZERO))))
        .doesNotContain(digest)
        .doesNotHaveDuplicates();
  }

  @Test
  void aCertificateOfTooFewOrTwiceTheSameOrOutOfOrderDoesNotHold() {
    CertificateAssembly assembly = begin(Quorum.MAJORITY, 9);
    for (int i = 0; i < 3; i++) {
      assembly = assembly.add(Accounts.CURVE, sign(assembly, i)).next();
    }
    List<MemberSignature> three = Objects.requireNonNull(assembly.certificate()).signatures();
    assertThat(problem(Quorum.MAJORITY, with(three.subList(0, 2)))).isNotNull();
    assertThat(problem(Quorum.MAJORITY, with(List.of(three.get(0), three.get(0), three.get(1)))))
        .isNotNull();
    List<MemberSignature> reversed = new ArrayList<>(three);
    Collections.reverse(reversed);
    assertThat(problem(Quorum.MAJORITY, with(reversed))).isNotNull();
    assertThat(problem(Quorum.BFT, with(three))).isNotNull();
  }

  private static Certificate with(List<MemberSignature> signatures) {
    return new Certificate(4, 9, false, HASH, signatures);
  }

  private static @org.jspecify.annotations.Nullable String problem(
      Quorum quorum, Certificate certificate) {
    return Certificates.problem(Accounts.CURVE, NETWORK, MEMBERS, quorum, certificate);
  }
}
