package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.BundleState;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.log.OrdinaryTransaction.Slot;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An ordinary transaction has its place to itself, and leaves it to one that pays enough more. */
class OrdinaryTransactionTest {
  private final TestNetwork network = TestNetwork.started(2);

  private Entry.BundleSequenced sequenced(RawTransaction raw) {
    Entry.BundleSequenced entry = TestNetwork.ordinary(raw, 0);
    network.applied(entry);
    return entry;
  }

  private static Slot slot(long chainId, long nonce) {
    return new Slot(new ChainId(chainId), Accounts.ALICE.address(), nonce);
  }

  @Test
  void isFoundBySenderNonceAndHashFromSequencingUntilItIsAdopted() {
    RawTransaction raw = Ordinaries.transfer(901, 0, 100, 50);
    Entry.BundleSequenced entry = sequenced(raw);
    assertThat(network.state.ordinaries().at(slot(901, 0))).isEqualTo(entry.id());
    assertThat(network.state.ordinaries().of(raw.hash())).isEqualTo(entry.id());
    network.applied(network.decide(entry.id()));
    assertThat(network.state.ordinaries().of(raw.hash())).isEqualTo(entry.id());
    network.applied(network.adopt(901));
    assertThat(network.state.ordinaries()).isEqualTo(OrdinaryIndex.EMPTY);
  }

  @Test
  void endsReplacedWhenAnotherPaysTenPercentMoreInBothFees() {
    Entry.BundleSequenced older = sequenced(Ordinaries.transfer(901, 0, 100, 50));
    Entry.BundleSequenced newer = sequenced(Ordinaries.transfer(901, 0, 110, 55));
    BundleRecord record = Objects.requireNonNull(network.records.get(older.id()));
    assertThat(record.state()).isEqualTo(BundleState.REPLACED);
    assertThat(record.replacedBy()).isEqualTo(newer.id());
    assertThat(network.state.pending(older.id())).isNull();
    assertThat(network.state.ordinaries().at(slot(901, 0))).isEqualTo(newer.id());
    assertThat(network.state.ordinaries().byHash()).hasSize(1);
    network.applied(network.decide(newer.id()));
  }

  @Test
  void countsAPriceOfBeforeEip1559AsBothFees() {
    Entry.BundleSequenced older = sequenced(Ordinaries.legacy(901, 0, 100));
    Entry.BundleSequenced newer = TestNetwork.ordinary(Ordinaries.transfer(901, 0, 300, 109), 0);
    assertThat(network.voided(network.batch(newer)).rule())
        .isEqualTo(Violation.Rule.ORDINARY_UNDERPRICED);
    sequenced(Ordinaries.legacy(901, 0, 110));
    assertThat(network.records.get(older.id()))
        .extracting(BundleRecord::state)
        .isEqualTo(BundleState.REPLACED);
  }

  @Test
  void competesOnlyForTheSameNonceOnTheSameRollup() {
    sequenced(Ordinaries.transfer(901, 0, 100, 50));
    sequenced(Ordinaries.transfer(901, 1, 100, 50));
    sequenced(Ordinaries.transfer(902, 0, 100, 50));
    assertThat(network.state.pending()).hasSize(3);
  }

  @Test
  void leavesItsPlaceWhenItExpires() {
    Entry.BundleSequenced older = sequenced(Ordinaries.transfer(901, 0, 100, 50));
    network.applied(
        network.state.timeMillis() + 60_000,
        new Entry.BundlesDropped(
            List.of(new Entry.Drop(older.id(), Reason.of(ReasonCode.DEADLINE, "late")))));
    assertThat(network.state.ordinaries()).isEqualTo(OrdinaryIndex.EMPTY);
    sequenced(Ordinaries.transfer(901, 0, 90, 50));
  }

  @Test
  void replacesAlsoWhenNoMoreBundlesMayBePending() {
    TestNetwork full =
        TestNetwork.started(
            Records.with(
                TestNetwork.parameters(1),
                "limits",
                Records.with(Limits.DEFAULT, "maxPendingBundles", 1)));
    full.applied(TestNetwork.ordinary(Ordinaries.transfer(901, 0, 100, 50), 0));
    full.applied(TestNetwork.ordinary(Ordinaries.transfer(901, 0, 200, 100), 0));
    assertThat(full.state.pending()).hasSize(1);
  }

  @Test
  void aCheckpointKeepsThePlacesOfPendingAndDecidedOnes() {
    Entry.BundleSequenced decided = sequenced(Ordinaries.transfer(901, 0, 100, 50));
    network.applied(network.decide(decided.id()));
    sequenced(Ordinaries.transfer(902, 7, 100, 50));
    assertThat(StateCodec.decode(StateCodec.encode(network.state))).isEqualTo(network.state);
  }

  @Test
  void aDraftTellsWhatAnEntryWouldReplace() {
    Entry.BundleSequenced older = sequenced(Ordinaries.transfer(901, 0, 100, 50));
    BatchDraft draft =
        TestNetwork.LOG.open(
            network.state,
            network.state.term(),
            network.state.timeMillis(),
            network::sequencedBelow);
    assertThat(draft.replaces(TestNetwork.ordinary(Ordinaries.transfer(901, 0, 110, 55), 0)))
        .isEqualTo(network.state.pending(older.id()));
    assertThat(draft.replaces(TestNetwork.ordinary(Ordinaries.transfer(901, 0, 105, 55), 0)))
        .isNull();
    assertThat(draft.replaces(TestNetwork.ordinary(Ordinaries.transfer(901, 1, 110, 55), 0)))
        .isNull();
  }
}
