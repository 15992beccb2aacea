package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.BundleRecord.SliceState;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.Position;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What bundles and rollups go through, told by the log alone. */
class LogStoryTest {
  private final TestNetwork network = TestNetwork.started(3);

  @Test
  void theFirstBatchMakesTheNetwork() {
    assertThat(network.state.networkId().value()).isEqualTo(network.state.headHash().value());
    assertThat(network.state.height()).isZero();
    assertThat(network.state.term()).isEqualTo(1);
    assertThat(network.state.leader()).isEqualTo(TestNetwork.address(TestNetwork.MEMBER));
    assertThat(network.state.rollups().keySet())
        .containsExactly(new ChainId(901), new ChainId(902), new ChainId(903));
  }

  @Test
  void aBundleIsIncludedWhenTheLastOfItsRollupsHasAdopted() {
    Entry.BundleSequenced bundle = network.transfers(901, 902);
    assertThat(network.applied(bundle))
        .containsExactly(
            new LogEvent.Sequenced(
                new Position(1, 0), bundle, TestNetwork.START_MILLIS / 1000 + 30, Level.EXECUTION));
    network.applied(network.decide(bundle.id()));
    assertThat(network.state.pending()).isEmpty();
    assertThat(network.state.inDoubt()).containsOnlyKeys(bundle.id());
    assertThat(network.rollup(901).isInDoubt()).isTrue();
    assertThat(network.rollup(903).isInDoubt()).isFalse();
    assertThat(network.record(bundle.id()).state()).isEqualTo(BundleState.DECIDED);

    network.applied(network.adopt(902));
    assertThat(network.record(bundle.id()).state()).isEqualTo(BundleState.DECIDED);
    assertThat(network.record(bundle.id()).slices())
        .extracting(BundleRecord.SliceRecord::state)
        .containsExactly(SliceState.DECIDED, SliceState.ADOPTED);

    network.applied(network.adopt(901));
    BundleRecord record = network.record(bundle.id());
    assertThat(record.state()).isEqualTo(BundleState.INCLUDED);
    assertThat(record.attempts()).isEqualTo(1);
    assertThat(record.reason()).isNull();
    assertThat(record.decision()).isEqualTo(new Position(2, 0));
    assertThat(record.history())
        .extracting(BundleRecord.Step::state)
        .containsExactly(BundleState.SEQUENCED, BundleState.DECIDED, BundleState.INCLUDED);
    assertThat(network.state.inDoubt()).isEmpty();
    assertThat(network.rollup(901).isInDoubt()).isFalse();
  }

  @Test
  void aRejectedBundleTouchesNoRollup() {
    Entry.BundleSequenced bad = network.transfers(901, 902);
    Entry.BundleSequenced good = network.transfers(901);
    network.applied(bad, good);
    network.applied(
        new TestDecision(network)
            .include(good.id())
            .reject(bad.id(), Reason.of(ReasonCode.REVERTED, "reverted"))
            .build());
    assertThat(network.record(bad.id()).state()).isEqualTo(BundleState.REJECTED);
    assertThat(network.record(bad.id()).attempts()).isEqualTo(1);
    assertThat(network.record(bad.id()).slices())
        .extracting(BundleRecord.SliceRecord::state)
        .containsOnly(SliceState.NONE);
    assertThat(network.rollup(902).isInDoubt()).isFalse();
    assertThat(network.rollup(901).unadopted()).containsExactly(good.id());
  }

  @Test
  void aRoundThatOnlyRejectsNeedsNoBlock() {
    Entry.BundleSequenced bad = network.transfers(901);
    network.applied(bad);
    network.applied(
        new TestDecision(network).reject(bad.id(), Reason.of(ReasonCode.INVALID, "no")).build());
    assertThat(network.record(bad.id()).state()).isEqualTo(BundleState.REJECTED);
  }

  @Test
  void anEmptyBlockIsDecidedAndAdoptedToo() {
    network.applied(new TestDecision(network).block(903).build());
    assertThat(network.rollup(903).isInDoubt()).isTrue();
    network.applied(network.adopt(903));
    assertThat(network.rollup(903).isInDoubt()).isFalse();
  }

  @Test
  void aTransactionThatMayRevertIsIncludedReverted() {
    var transaction = network.transfer(901);
    Entry.BundleSequenced bundle =
        TestNetwork.anonymous(
            TestNetwork.bundle(
                null,
                0,
                new dev.braid.protocol.bundle.Slice(
                    new ChainId(901), List.of(transaction), List.of(transaction.hash()), 0, 0)));
    network.applied(bundle);
    network.applied(new TestDecision(network).includeReverted(bundle.id()).build());
    network.applied(network.adopt(901));
    BundleRecord.Placed placed =
        Objects.requireNonNull(network.record(bundle.id()).slices().getFirst().placed());
    assertThat(placed.results()).containsExactly(new Entry.TransactionResult(false, 21_000));
  }

  @Test
  void theOrderOfTheLogDecidesBetweenCancelAndDecision() {
    PrivateKey bob = Accounts.BOB.key();
    Entry.BundleSequenced first = signedTransfer(bob);
    Entry.BundleSequenced second = signedTransfer(bob);
    network.applied(first, second);
    network.applied(TestNetwork.cancel(first.id(), bob), network.decide(second.id()));
    assertThat(network.record(first.id()).state()).isEqualTo(BundleState.CANCELLED);
    assertThat(network.voided(network.batch(TestNetwork.cancel(second.id(), bob))).rule())
        .isEqualTo(Violation.Rule.NOT_PENDING);
  }

  @Test
  void aBundleExpiresOnlyWhenItsDeadlineIsPast() {
    Entry.BundleSequenced bundle = network.transfers(901);
    network.applied(bundle);
    Entry.BundlesDropped drop =
        new Entry.BundlesDropped(
            List.of(new Entry.Drop(bundle.id(), Reason.of(ReasonCode.DEADLINE, "late"))));
    assertThat(network.voided(network.batch(1, TestNetwork.START_MILLIS + 30_999, drop)).rule())
        .isEqualTo(Violation.Rule.DEADLINE);
    network.applied(TestNetwork.START_MILLIS + 31_000, drop);
    assertThat(network.record(bundle.id()).state()).isEqualTo(BundleState.EXPIRED);
  }

  @Test
  void aVoidBatchKeepsHeightAndHashAndItsBundlesWereNeverSequenced() {
    Entry.BundleSequenced bundle = network.transfers(901);
    State before = network.state;
    SealedBatch batch = network.batch(bundle, TestNetwork.cancel(bundle.id(), Accounts.BOB.key()));
    Violation violation = network.voided(batch);
    assertThat(violation).isEqualTo(new Violation(Violation.Rule.ANONYMOUS, 1, violation.detail()));
    assertThat(network.state.height()).isEqualTo(before.height() + 1);
    assertThat(network.state.headHash()).isEqualTo(batch.hash());
    assertThat(network.state.pending()).isEmpty();
    assertThat(network.state.timeMillis()).isEqualTo(before.timeMillis());
    network.applied(bundle);
    assertThat(network.state.pending(bundle.id())).isNotNull();
  }

  @Test
  void bytesThatDoNotDecodeAreVoidUnderTheClaimedHash() {
    BatchHash hash = BatchHash.fromHex("0x" + "ab".repeat(32));
    ApplyResult result =
        TestNetwork.LOG.applyUndecodable(
            network.state, 1, network.state.headHash(), hash, "cut off");
    assertThat(result).isInstanceOf(ApplyResult.Void.class);
    assertThat(((ApplyResult.Void) result).state().headHash()).isEqualTo(hash);
  }

  @Test
  void aBatchThatDoesNotFollowIsTheCallersMistake() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                TestNetwork.LOG.applyUndecodable(
                    network.state, 3, network.state.headHash(), network.state.headHash(), ""));
  }

  @Test
  void aNewTermBeginsWithItsLeader() {
    network.apply(
        network.batch(
            5,
            TestNetwork.START_MILLIS,
            new Entry.LeaderClaimed(TestNetwork.address(TestNetwork.MEMBER)),
            network.transfers(901)));
    assertThat(network.state.term()).isEqualTo(5);
    assertThat(network.state.pending()).hasSize(1);
  }

  @Test
  void afterAVoidFirstBatchOfATermTheNextClaimsIt() {
    network.voided(network.batch(2, TestNetwork.START_MILLIS, network.transfers(901)));
    assertThat(network.state.term()).isEqualTo(1);
    network.applied(network.transfers(901));
    assertThat(network.state.term()).isEqualTo(1);
  }

  @Test
  void unknownRulesStopTheNode() {
    var now = network.state.parameters();
    var next =
        new dev.braid.protocol.bundle.NetworkParameters(
            2, now.limits(), now.quorum(), now.members(), now.rollups());
    State before = network.state;
    ApplyResult result =
        network.apply(
            network.batch(
                new Entry.ParametersChanged(
                    next,
                    TestNetwork.sign(ChangeDigest.parameters(before, next), TestNetwork.MEMBER))));
    assertThat(result).isInstanceOf(ApplyResult.Stop.class);
    assertThat(network.state).isSameAs(before);
  }

  @Test
  void aBrokenFirstBatchStopsTheNode() {
    TestNetwork nothing = new TestNetwork();
    assertThat(
            nothing.apply(
                nothing.batch(new Entry.NetworkStarted(TestNetwork.parameters(1), Bytes32.ZERO))))
        .isInstanceOf(ApplyResult.Stop.class);
  }

  @Test
  void aLeaderDraftsByTheSameRules() {
    Entry.BundleSequenced bundle = network.transfers(901);
    BatchDraft draft =
        TestNetwork.LOG.open(
            network.state, 1, TestNetwork.START_MILLIS + 5, network::sequencedBelow);
    assertThat(draft.add(bundle)).isNull();
    assertThat(draft.add(bundle))
        .extracting(Violation::rule)
        .isEqualTo(Violation.Rule.ALREADY_SEQUENCED);
    assertThat(draft.add(new Entry.BundlesDropped(List.of())))
        .extracting(Violation::rule)
        .isEqualTo(Violation.Rule.EMPTY_ENTRY);
    BatchDraft.Sealed sealed = draft.seal();
    assertThat(sealed.batch().batch().entries()).containsExactly(bundle);
    assertThat(network.apply(sealed.batch())).isEqualTo(sealed.applied());
  }

  private Entry.BundleSequenced signedTransfer(PrivateKey key) {
    return TestNetwork.signed(
        TestNetwork.bundle(key, 0, network.slice(901, network.transfer(901))), key);
  }
}
