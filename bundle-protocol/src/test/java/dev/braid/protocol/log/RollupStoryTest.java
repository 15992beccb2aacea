package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.BundleRecord.SliceState;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rollups that join, leave and diverge, told by the log alone. */
class RollupStoryTest {
  private final TestNetwork network = TestNetwork.started(2);

  private Entry.RollupChanged change(long chainId, Change change) {
    return BatchRuleRows.rollup(
        network,
        chainId,
        change,
        change == Change.JOINED ? TestNetwork.definition(chainId) : null,
        "",
        TestNetwork.MEMBER);
  }

  @Test
  void aRollupJoinsAtItsAnchor() {
    network.applied(change(903, Change.JOINED));
    assertThat(network.rollup(903).decidedHead()).isEqualTo(TestNetwork.definition(903).anchor());
    assertThat(network.state.parameters().rollups()).hasSize(3);
    Entry.BundleSequenced bundle = network.transfers(903);
    network.applied(bundle);
    network.applied(network.decide(bundle.id()));
    network.applied(network.adopt(903));
    assertThat(network.record(bundle.id()).state()).isEqualTo(BundleState.INCLUDED);
  }

  /** E1: its key alone takes it out; it adopts what names it, and the others go on. */
  @Test
  void anOperatorTakesItsRollupOutAlone() {
    Entry.BundleSequenced decided = network.transfers(901, 902);
    Entry.BundleSequenced waiting = network.transfers(901, 902);
    network.applied(decided, waiting);
    network.applied(network.decide(decided.id()));
    network.applied(BatchRuleRows.operator(network, 902, Change.LEFT, null, Accounts.CAROL.key()));
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.LEAVING);
    assertThat(network.state.parameters().rollups()).hasSize(1);
    network.applied(network.adopt(901), network.adopt(902));
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.LEFT);
    assertThat(network.record(decided.id()).state()).isEqualTo(BundleState.INCLUDED);
    network.applied(
        new Entry.BundlesDropped(
            List.of(
                new Entry.Drop(
                    waiting.id(),
                    new Reason(
                        ReasonCode.ROLLUP_LEFT,
                        new ChainId(902),
                        null,
                        -1,
                        "rollup 902 left",
                        null,
                        null)))));
    assertThat(network.record(waiting.id()).state()).isEqualTo(BundleState.REJECTED);
    Entry.BundleSequenced later = network.transfers(901);
    network.applied(later);
    network.applied(network.decide(later.id()));
  }

  /** E1: members cannot keep it in by changing something else first. */
  @Test
  void anOperatorTakesItsRollupOutWhateverElseChangedMeanwhile() {
    Entry.RollupChanged leave =
        BatchRuleRows.operator(network, 902, Change.LEFT, null, Accounts.CAROL.key());
    network.applied(BatchRuleRows.changed(network, p -> p, TestNetwork.MEMBER));
    network.applied(change(903, Change.JOINED));
    network.applied(leave);
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.LEFT);
  }

  @Test
  void aDivergedRollupDamagesWhatIsInDoubtAndTheOthersStillAdopt() {
    Entry.BundleSequenced both = network.transfers(901, 902);
    Entry.BundleSequenced other = network.transfers(901);
    network.applied(both, other);
    network.applied(network.decide(both.id(), other.id()));
    network.applied(change(902, Change.DIVERGED));
    BundleRecord damaged = network.record(both.id());
    assertThat(damaged.state()).isEqualTo(BundleState.DAMAGED);
    assertThat(Objects.requireNonNull(damaged.reason()).code())
        .isEqualTo(ReasonCode.ROLLUP_DIVERGED);
    assertThat(network.rollup(902).isInDoubt()).isFalse();

    network.applied(network.adopt(901));
    assertThat(network.record(other.id()).state()).isEqualTo(BundleState.INCLUDED);
    assertThat(network.record(both.id()).state()).isEqualTo(BundleState.DAMAGED);
    assertThat(network.record(both.id()).slices())
        .extracting(BundleRecord.SliceRecord::state)
        .containsExactly(SliceState.ADOPTED, SliceState.DECIDED);
  }

  /** A pause loses nothing: what is decided is adopted, what is pending waits or expires. */
  @Test
  void aPausedRollupEntersNoRoundAndItsBundlesWait() {
    Entry.BundleSequenced decided = network.transfers(901, 902);
    Entry.BundleSequenced waiting = network.transfers(901, 902);
    network.applied(decided, waiting);
    network.applied(network.decide(decided.id()));
    network.applied(change(902, Change.PAUSED));
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.PAUSED);
    assertThat(network.rollup(902).isInDoubt()).isTrue();
    network.applied(network.adopt(901), network.adopt(902));
    assertThat(network.record(decided.id()).state()).isEqualTo(BundleState.INCLUDED);
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.PAUSED);

    Entry.BundleSequenced taken = network.transfers(902);
    Entry.BundleSequenced other = network.transfers(901);
    network.applied(taken, other);
    network.applied(network.decide(other.id()));
    network.applied(network.adopt(901));
    assertThat(network.record(waiting.id()).state()).isEqualTo(BundleState.SEQUENCED);
    assertThat(network.record(taken.id()).state()).isEqualTo(BundleState.SEQUENCED);

    network.applied(change(902, Change.RESUMED));
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.ACTIVE);
    network.applied(network.decide(waiting.id(), taken.id()));
    network.applied(network.adopt(901), network.adopt(902));
    assertThat(network.record(waiting.id()).state()).isEqualTo(BundleState.INCLUDED);
    assertThat(network.record(taken.id()).state()).isEqualTo(BundleState.INCLUDED);
  }

  @Test
  void aPausedRollupLeavesByItsOperatorAndDivergesByTheMembers() {
    network.applied(change(901, Change.PAUSED));
    network.applied(change(902, Change.PAUSED));
    network.applied(BatchRuleRows.operator(network, 901, Change.LEFT, null, Accounts.CAROL.key()));
    network.applied(change(902, Change.DIVERGED));
    assertThat(network.rollup(901).status()).isEqualTo(RollupStatus.LEFT);
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.DIVERGED);
    assertThat(network.state.parameters().rollups()).isEmpty();
  }

  @Test
  void aRollupThatLeftComesAgainUnderANewAnchor() {
    network.applied(change(902, Change.LEFT));
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.LEFT);
    network.applied(change(902, Change.JOINED));
    assertThat(network.rollup(902).status()).isEqualTo(RollupStatus.ACTIVE);
  }
}
