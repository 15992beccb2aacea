package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.NetworkId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** D3: a receipt is checked offline, and no byte of it can be changed unseen. */
class ReceiptTest {
  private static final PrivateKey OTHER = new PrivateKey(Bytes32.fromHex("0x" + "22".repeat(32)));

  private final TestNetwork network = TestNetwork.started(3);
  private final Entry.BundleSequenced bundle = network.transfers(901, 902);
  private final Entry.BundleSequenced rejected = network.transfers(902);

  private Certificate certificate(State before) {
    return certificate(before, TestNetwork.MEMBER);
  }

  private Certificate certificate(State before, PrivateKey... signers) {
    CertificateAssembly assembly = CertificateAssembly.begin(before, network.state, false);
    for (MemberSignature signature : TestNetwork.sign(assembly.digest(), signers)) {
      assembly = assembly.add(Accounts.CURVE, signature).next();
    }
    return Objects.requireNonNull(assembly.certificate());
  }

  private Batch lastBatch() {
    return network.batches.getLast().batch();
  }

  private Batch firstBatch() {
    return network.batches.getFirst().batch();
  }

  private NetworkId id() {
    return network.state.networkId();
  }

  private MemberSets trusted() {
    return MemberSets.trusting(
        id(), List.of(TestNetwork.address(TestNetwork.MEMBER)), Quorum.MAJORITY);
  }

  private Receipt.OfPosition positionReceipt() {
    State before = network.state;
    network.applied(network.transfers(903), rejected, bundle, network.transfers(901));
    return Receipts.of(id(), lastBatch(), certificate(before)).position(2);
  }

  private Receipt.OfDecision decisionReceipt(Entry.BundleSequenced of) {
    positionReceipt();
    State before = network.state;
    network.applied(
        network.transfers(903),
        new TestDecision(network)
            .include(bundle.id())
            .reject(rejected.id(), Reason.of(ReasonCode.REVERTED, "reverted"))
            .build());
    return Objects.requireNonNull(
        Receipts.of(id(), lastBatch(), certificate(before)).decision(1, of.id()));
  }

  @Test
  void aPositionIsProvedByTheFirstMemberSetAlone() {
    Receipt receipt = positionReceipt();
    assertThat(ReceiptCheck.of(Accounts.CURVE, trusted(), receipt))
        .isEqualTo(new ReceiptCheck.Valid());
  }

  @Test
  void aPositionIsProvedByNetworkIdAndFirstBatch() {
    Receipt receipt = positionReceipt();
    MemberSets.Result sets = MemberSets.of(id(), firstBatch());
    assertThat(sets).isInstanceOf(MemberSets.Result.Known.class);
    assertThat(ReceiptCheck.of(Accounts.CURVE, ((MemberSets.Result.Known) sets).sets(), receipt))
        .isEqualTo(new ReceiptCheck.Valid());
    assertThat(MemberSets.of(new NetworkId(Bytes32.ZERO), firstBatch()))
        .isInstanceOf(MemberSets.Result.Refused.class);
    assertThat(MemberSets.of(id(), lastBatch())).isInstanceOf(MemberSets.Result.Refused.class);
  }

  @Test
  void outcomesAreProvedOneByOne() {
    Receipt.OfDecision included = decisionReceipt(bundle);
    assertThat(ReceiptCheck.of(Accounts.CURVE, trusted(), included))
        .isEqualTo(new ReceiptCheck.Valid());
    assertThat(included.outcome().kind()).isEqualTo(Outcome.Kind.INCLUDED);
    assertThat(included.outcome().slices())
        .extracting(slice -> slice.blockHash())
        .containsExactly(
            network.rollup(901).decidedHead().hash(), network.rollup(902).decidedHead().hash());
    Receipt.OfDecision no =
        Objects.requireNonNull(
            Receipts.of(id(), lastBatch(), included.certificate()).decision(1, rejected.id()));
    assertThat(no.outcome().kind()).isEqualTo(Outcome.Kind.REJECTED);
    assertThat(ReceiptCheck.of(Accounts.CURVE, trusted(), no)).isEqualTo(new ReceiptCheck.Valid());
    assertThat(
            Receipts.of(id(), lastBatch(), included.certificate())
                .decision(1, BundleId.fromHex("0x" + "00".repeat(32))))
        .isNull();
  }

  @Test
  void everyChangeOfAPositionReceiptIsSeen() {
    everyChangeIsSeen(positionReceipt());
  }

  @Test
  void everyChangeOfAnIncludedReceiptIsSeen() {
    everyChangeIsSeen(decisionReceipt(bundle));
  }

  @Test
  void everyChangeOfARejectedReceiptIsSeen() {
    everyChangeIsSeen(decisionReceipt(rejected));
  }

  private void everyChangeIsSeen(Receipt receipt) {
    List<Records.Mutation<Receipt>> mutations = Records.mutations(receipt, Receipt.class);
    assertThat(mutations).hasSizeGreaterThan(40);
    for (Records.Mutation<Receipt> mutation : mutations) {
      assertThat(ReceiptCheck.of(Accounts.CURVE, trusted(), mutation.value()))
          .as(mutation.path())
          .isInstanceOf(ReceiptCheck.Invalid.class);
    }
  }

  @Test
  void anotherFormOfTheSameSignatureIsNoSignature() {
    Receipt.OfPosition receipt = positionReceipt();
    MemberSignature signature = receipt.certificate().signatures().getFirst();
    byte[] bytes = signature.signature().bytes().toArray();
    bytes[64] = (byte) (bytes[64] - 27);
    Certificate changed =
        new Certificate(
            receipt.certificate().memberSet(),
            receipt.certificate().height(),
            false,
            receipt.certificate().batchHash(),
            List.of(
                new MemberSignature(
                    signature.member(),
                    new dev.braid.protocol.crypto.Signature(
                        dev.braid.protocol.types.Bytes.wrap(bytes)))));
    assertThat(
            ReceiptCheck.of(
                Accounts.CURVE, trusted(), Receipts.of(id(), lastBatch(), changed).position(2)))
        .isInstanceOf(ReceiptCheck.Invalid.class);
  }

  @Test
  void afterAMemberChangeOnlyTheNewSetSigns() {
    State before = network.state;
    List<Address> members =
        List.of(TestNetwork.address(TestNetwork.MEMBER), TestNetwork.address(OTHER));
    network.applied(
        new Entry.MemberChanged(
            members,
            Quorum.MAJORITY,
            TestNetwork.sign(
                ChangeDigest.members(before, members, Quorum.MAJORITY), TestNetwork.MEMBER)));
    EntryProof change = Receipts.of(id(), lastBatch(), certificate(before)).entry(0);
    assertThat(change.certificate().memberSet()).isZero();

    State changed = network.state;
    network.applied(bundle);
    Receipt.OfPosition byBoth =
        Receipts.of(id(), lastBatch(), certificate(changed, TestNetwork.MEMBER, OTHER)).position(0);
    Receipt.OfPosition byOldSet =
        Receipts.of(id(), lastBatch(), certificate(before, TestNetwork.MEMBER)).position(0);
    assertThat(byBoth.certificate().memberSet()).isEqualTo(1);

    assertThat(ReceiptCheck.of(Accounts.CURVE, trusted(), byBoth))
        .isInstanceOf(ReceiptCheck.Invalid.class);
    MemberSets.Result learned = trusted().with(Accounts.CURVE, change);
    assertThat(learned).isInstanceOf(MemberSets.Result.Known.class);
    MemberSets sets = ((MemberSets.Result.Known) learned).sets();
    assertThat(ReceiptCheck.of(Accounts.CURVE, sets, byBoth)).isEqualTo(new ReceiptCheck.Valid());
    assertThat(ReceiptCheck.of(Accounts.CURVE, sets, byOldSet))
        .isInstanceOf(ReceiptCheck.Invalid.class);
    assertThat(sets.with(Accounts.CURVE, change)).isInstanceOf(MemberSets.Result.Refused.class);
    for (Records.Mutation<EntryProof> mutation : Records.mutations(change, EntryProof.class)) {
      assertThat(trusted().with(Accounts.CURVE, mutation.value()))
          .as(mutation.path())
          .isInstanceOf(MemberSets.Result.Refused.class);
    }
  }

  @Test
  void aBundleInAVoidBatchHasNoReceipt() {
    State before = network.state;
    network.voided(network.batch(bundle, bundle));
    CertificateAssembly assembly = CertificateAssembly.begin(before, network.state, true);
    assembly =
        assembly
            .add(Accounts.CURVE, TestNetwork.sign(assembly.digest(), TestNetwork.MEMBER).getFirst())
            .next();
    Receipt receipt =
        Receipts.of(id(), lastBatch(), Objects.requireNonNull(assembly.certificate())).position(0);
    assertThat(ReceiptCheck.of(Accounts.CURVE, trusted(), receipt))
        .isEqualTo(new ReceiptCheck.Invalid("the batch is void"));
  }
}
