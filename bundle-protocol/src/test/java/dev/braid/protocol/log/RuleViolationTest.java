package dev.braid.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.types.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every rule is broken in every way we know: the batch is void, and nothing of it has any effect.
 */
class RuleViolationTest {
  private static RuleTable table() {
    RuleTable table = new RuleTable();
    BatchRuleRows.add(table);
    BundleRuleRows.add(table);
    DecisionRuleRows.add(table);
    return table;
  }

  @TestFactory
  Stream<DynamicTest> aBrokenRuleVoidsTheBatch() {
    return table().rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.rule() + ": " + row.name(), () -> voids(TestNetwork.started(3), row)));
  }

  private static void voids(TestNetwork network, RuleTable.Row row) {
    SealedBatch batch = row.batch().apply(network);
    State before = network.state;
    Violation violation = network.voided(batch);
    assertThat(violation).isEqualTo(new Violation(row.rule(), row.entry(), violation.detail()));
    assertThat(violation.detail()).isNotBlank();
    StateEdit unchanged = new StateEdit(before);
    unchanged.height = before.height() + 1;
    unchanged.headHash = batch.hash();
    assertThat(network.state).isEqualTo(unchanged.build());
    assertThat(network.lastEvents).isEmpty();
  }

  @Test
  void everyRuleIsBrokenSomewhere() {
    Set<Rule> broken = EnumSet.noneOf(Rule.class);
    table().rows().forEach(row -> broken.add(row.rule()));
    broken.addAll(
        List.of(Rule.BATCH_TOO_LARGE, Rule.PENDING_FULL, Rule.ROUND_TOO_LARGE, Rule.LEVEL));
    assertThat(broken).containsExactlyInAnyOrder(Rule.values());
    assertThat(table().rows()).hasSizeGreaterThan(150);
  }

  @Test
  void aBatchTakesNoMoreEntriesThanTheLimit() {
    TestNetwork network = limited("maxBatchEntries", 2);
    network.applied(network.transfers(901), network.transfers(901));
    assertThat(
            network.voided(
                network.batch(
                    network.transfers(901), network.transfers(901), network.transfers(901))))
        .extracting(Violation::rule, Violation::entry)
        .containsExactly(Rule.BATCH_TOO_LARGE, 2);
  }

  @Test
  void aBatchTakesNoMoreBytesThanTheLimit() {
    TestNetwork probe = TestNetwork.started(3);
    Entry.BundleSequenced one = probe.transfers(901);
    int size = EntryEncoding.of(one).size();
    Limits limits =
        Records.with(Records.with(Limits.DEFAULT, "maxBatchBytes", size), "maxBundleBytes", size);
    TestNetwork fits =
        TestNetwork.started(Records.with(TestNetwork.parameters(3), "limits", limits));
    fits.applied(one);
    TestNetwork tight =
        TestNetwork.started(
            Records.with(
                TestNetwork.parameters(3),
                "limits",
                Records.with(
                    Records.with(limits, "maxBatchBytes", size - 1), "maxBundleBytes", size - 1)));
    assertThat(tight.voided(tight.batch(one)).rule()).isEqualTo(Rule.BATCH_TOO_LARGE);
  }

  @Test
  void noMoreBundlesArePendingThanTheLimit() {
    TestNetwork network = limited("maxPendingBundles", 1);
    Entry.BundleSequenced first = network.transfers(901);
    network.applied(first);
    assertThat(network.voided(network.batch(network.transfers(901))).rule())
        .isEqualTo(Rule.PENDING_FULL);
    network.applied(network.decide(first.id()), network.transfers(902));
  }

  @Test
  void noMoreBytesArePendingThanTheLimit() {
    TestNetwork probe = TestNetwork.started(3);
    int size = EntryEncoding.of(probe.transfers(901)).size();
    TestNetwork network = limited("maxPendingBytes", 2 * size - 1);
    network.applied(network.transfers(901));
    assertThat(network.voided(network.batch(network.transfers(901))).rule())
        .isEqualTo(Rule.PENDING_FULL);
  }

  @Test
  void aRoundHoldsNoMoreBundlesThanTheLimit() {
    TestNetwork network = limited("maxBundlesPerRound", 1);
    Entry.BundleSequenced a = network.transfers(901);
    Entry.BundleSequenced b = network.transfers(901);
    network.applied(a, b);
    assertThat(network.voided(network.batch(network.decide(a.id(), b.id()))).rule())
        .isEqualTo(Rule.ROUND_TOO_LARGE);
    network.applied(network.decide(a.id()));
  }

  @Test
  void aBundleMustBeOfferedTheLevelItAsksFor() {
    TestNetwork network = BundleRuleRows.ofLevel(Level.INCLUSION);
    assertThat(network.voided(network.batch(network.transfers(901))).rule()).isEqualTo(Rule.LEVEL);
    network.applied(
        TestNetwork.anonymous(
            Records.with(network.transfers(901).bundle(), "minimumLevel", Level.BEST_EFFORT)));
  }

  @Test
  void atMostOneRollupOfABundleIsBestEffort() {
    TestNetwork network = BundleRuleRows.ofLevel(Level.BEST_EFFORT);
    assertThat(
            network
                .voided(
                    network.batch(
                        TestNetwork.anonymous(
                            Records.with(
                                network.transfers(901, 902).bundle(),
                                "minimumLevel",
                                Level.BEST_EFFORT))))
                .rule())
        .isEqualTo(Rule.LEVEL);
  }

  private static TestNetwork limited(String limit, int value) {
    NetworkParameters parameters = TestNetwork.parameters(3);
    return TestNetwork.started(
        Records.with(parameters, "limits", Records.with(parameters.limits(), limit, value)));
  }
}
