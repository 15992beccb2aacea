package dev.braid.protocol.log;

import dev.braid.protocol.log.Violation.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Ways to break the rules: each a name, the rule, and the batch that breaks it on some network. */
final class RuleTable {
  /** One way to break one rule, at one entry (-1: the batch as a whole). */
  record Row(String name, Rule rule, int entry, Function<TestNetwork, SealedBatch> batch) {}

  private final List<Row> rows = new ArrayList<>();

  /** An only entry that breaks the rule. */
  void entry(Rule rule, String name, Function<TestNetwork, Entry> entry) {
    rows.add(new Row(name, rule, 0, network -> network.batch(entry.apply(network))));
  }

  /** Entries of which the last breaks the rule. */
  void last(Rule rule, String name, int index, Function<TestNetwork, List<Entry>> entries) {
    rows.add(
        new Row(
            name,
            rule,
            index,
            network -> network.batch(entries.apply(network).toArray(Entry[]::new))));
  }

  void batch(Rule rule, String name, int entry, Function<TestNetwork, SealedBatch> batch) {
    rows.add(new Row(name, rule, entry, batch));
  }

  List<Row> rows() {
    return rows;
  }
}
