package dev.braid.protocol.log;

import static dev.braid.protocol.log.TestNetwork.START_MILLIS;
import static dev.braid.protocol.log.TestNetwork.anonymous;
import static dev.braid.protocol.log.TestNetwork.bundle;
import static dev.braid.protocol.log.TestNetwork.cancel;
import static dev.braid.protocol.log.TestNetwork.signed;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Level;
import dev.braid.protocol.types.TransactionHash;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Rules of sequencing, of taking back and of dropping bundles. */
final class BundleRuleRows {
  private static final PrivateKey BOB = Accounts.BOB.key();
  private static final PrivateKey CAROL = Accounts.CAROL.key();
  private static final long NOW_SECONDS = START_MILLIS / 1000;

  private BundleRuleRows() {}

  static void add(RuleTable table) {
    sequencing(table);
    positions(table);
    shapes(table);
    ordinaries(table);
    signatures(table);
    cancelling(table);
    dropping(table);
    reasons(table);
  }

  private static void sequencing(RuleTable table) {
    bundleWith(table, Rule.FEATURE_NOT_ACTIVE, "retry", b -> Records.with(b, "retry", true));
    bundleWith(
        table, Rule.FEATURE_NOT_ACTIVE, "a uuid", b -> Records.with(b, "replacementUuid", "u"));
    bundleWith(
        table, Rule.FEATURE_NOT_ACTIVE, "a nonce", b -> Records.with(b, "replacementNonce", 1L));
    bundleWith(table, Rule.STATIC_RULE, "no slice", b -> Records.with(b, "slices", List.of()));
    bundleWith(
        table,
        Rule.STATIC_RULE,
        "times the wrong way round",
        b -> Records.with(Records.with(b, "minTimestampSeconds", 9L), "maxTimestampSeconds", 8L));
    bundleWith(
        table,
        Rule.STATIC_RULE,
        "a time above 2^63",
        b -> Records.with(b, "minTimestampSeconds", -1L));
    bundleWith(
        table,
        Rule.DEADLINE,
        "a deadline that is past",
        b -> Records.with(b, "maxTimestampSeconds", NOW_SECONDS - 1));
    bundleWith(
        table,
        Rule.DEADLINE,
        "a deadline too far ahead",
        b -> Records.with(b, "maxTimestampSeconds", NOW_SECONDS + 601));
    slice(table, "a block range the wrong way round", s -> with(s, 5, 4));
    slice(table, "a block above 2^63", s -> with(s, -1, 0));
    slice(table, "no transaction", s -> Records.with(s, "transactions", List.of()));
    slice(
        table,
        "a transaction twice",
        s ->
            Records.with(
                s,
                "transactions",
                List.of(s.transactions().getFirst(), s.transactions().getFirst())));
    slice(
        table,
        "a transaction for another chain",
        s -> Records.with(s, "transactions", List.of(Accounts.ALICE.transfer(902, 1))));
    slice(
        table,
        "bytes that are no transaction",
        s -> Records.with(s, "transactions", List.of(RawTransaction.of(Bytes.of((byte) 2)))));
    slice(
        table,
        "a reverting hash of no transaction",
        s ->
            Records.with(
                s,
                "revertingTransactionHashes",
                List.of(TransactionHash.fromHex("0x" + "01".repeat(32)))));
    table.entry(
        Rule.STATIC_RULE,
        "a rollup twice",
        n ->
            anonymous(
                bundle(null, 0, n.slice(901, n.transfer(901)), n.slice(901, n.transfer(901)))));
    table.entry(Rule.UNKNOWN_ROLLUP, "a rollup that is not here", n -> n.transfers(901, 999));
    table.entry(
        Rule.ROLLUP_NOT_ACTIVE,
        "a rollup that left",
        n -> {
          n.applied(BatchRuleRows.rollup(n, 902, Change.LEFT, null, "", TestNetwork.MEMBER));
          return n.transfers(901, 902);
        });
  }

  private static void positions(RuleTable table) {
    table.entry(
        Rule.WRONG_ID,
        "an id that is not the digest",
        n -> Records.with(n.transfers(901), "id", BundleId.fromHex("0x" + "01".repeat(32))));
    table.entry(
        Rule.ALREADY_SEQUENCED,
        "a pending bundle",
        n -> {
          Entry.BundleSequenced bundle = n.transfers(901);
          n.applied(bundle);
          return bundle;
        });
    table.last(
        Rule.ALREADY_SEQUENCED,
        "a bundle twice in a batch",
        1,
        n -> {
          Entry.BundleSequenced bundle = n.transfers(901);
          return List.of(bundle, bundle);
        });
    table.last(
        Rule.ALREADY_SEQUENCED,
        "a bundle again after it was taken back in the batch",
        2,
        n -> {
          Entry.BundleSequenced bundle = ofBob(n);
          return List.of(bundle, cancel(bundle.id(), BOB), bundle);
        });
    table.entry(
        Rule.ALREADY_SEQUENCED,
        "a bundle in doubt",
        n -> {
          Entry.BundleSequenced bundle = n.transfers(901);
          n.applied(bundle);
          n.applied(n.decide(bundle.id()));
          return bundle;
        });
    table.entry(
        Rule.ALREADY_SEQUENCED,
        "a bundle that is finished",
        n -> {
          Entry.BundleSequenced bundle = n.transfers(901);
          n.applied(bundle);
          n.applied(n.decide(bundle.id()));
          n.applied(n.adopt(901));
          return bundle;
        });
  }

  private static void shapes(RuleTable table) {
    ordinary(table, "of two rollups", n -> n.transfers(901, 902));
    ordinary(table, "that may not revert", n -> n.transfers(901));
    ordinary(
        table,
        "of two transactions",
        n -> {
          RawTransaction a = n.transfer(901);
          RawTransaction b = n.transfer(901);
          return anonymous(
              bundle(
                  null,
                  0,
                  Records.with(
                      n.slice(901, a, b),
                      "revertingTransactionHashes",
                      List.of(a.hash(), b.hash()))));
        });
    ordinary(
        table,
        "with a submitter",
        n -> {
          RawTransaction a = n.transfer(901);
          return signed(
              bundle(
                  BOB,
                  0,
                  Records.with(n.slice(901, a), "revertingTransactionHashes", List.of(a.hash()))),
              BOB);
        });
  }

  private static void ordinaries(RuleTable table) {
    Entry.BundleSequenced older = TestNetwork.ordinary(Ordinaries.transfer(901, 0, 100, 50), 0);
    table.entry(
        Rule.ORDINARY_KNOWN,
        "the same ordinary transaction in another bundle",
        n -> {
          n.applied(older);
          return TestNetwork.ordinary(Ordinaries.transfer(901, 0, 100, 50), NOW_SECONDS + 5);
        });
    table.entry(
        Rule.ORDINARY_KNOWN,
        "an ordinary transaction that is decided",
        n -> {
          n.applied(older);
          n.applied(n.decide(older.id()));
          return TestNetwork.ordinary(Ordinaries.transfer(901, 0, 100, 50), NOW_SECONDS + 5);
        });
    for (long[] fees : new long[][] {{109, 60}, {120, 54}, {100, 51}, {90, 40}, {110, 50}}) {
      table.entry(
          Rule.ORDINARY_UNDERPRICED,
          "a replacement with fees " + fees[0] + " and " + fees[1] + " for 100 and 50",
          n -> {
            n.applied(older);
            return TestNetwork.ordinary(
                Ordinaries.transfer(901, 0, fees[0], fees[1]), NOW_SECONDS + 5);
          });
    }
    table.entry(
        Rule.ORDINARY_NONCE_TAKEN,
        "a replacement of one that is decided",
        n -> {
          n.applied(older);
          n.applied(n.decide(older.id()));
          return TestNetwork.ordinary(Ordinaries.transfer(901, 0, 200, 100), 0);
        });
  }

  private static void signatures(RuleTable table) {
    table.entry(
        Rule.BAD_SIGNATURE,
        "a bundle signed by another",
        n -> signed(bundle(BOB, 0, n.slice(901, n.transfer(901))), CAROL));
    for (Authorization authorization :
        List.of(
            new Authorization.Header(),
            new Authorization.Typed(Accounts.CURVE.sign(ofZero().value(), BOB)))) {
      table.entry(
          Rule.BAD_SIGNATURE,
          "a proof without a submitter: " + authorization.getClass().getSimpleName(),
          n -> Records.with(n.transfers(901), "authorization", authorization));
    }
    table.entry(
        Rule.BAD_SIGNATURE,
        "a submitter without a proof",
        n -> Records.with(ofBob(n), "authorization", new Authorization.Anonymous()));
  }

  private static void cancelling(RuleTable table) {
    table.entry(Rule.NOT_PENDING, "an unknown bundle is taken back", n -> cancel(ofZero(), BOB));
    table.entry(
        Rule.ANONYMOUS,
        "an anonymous bundle is taken back",
        n -> {
          Entry.BundleSequenced bundle = n.transfers(901);
          n.applied(bundle);
          return cancel(bundle.id(), BOB);
        });
    table.entry(
        Rule.ANONYMOUS,
        "nobody takes a bundle back",
        n -> new Entry.BundleCancelled(sequenced(n, ofBob(n)), new Authorization.Anonymous()));
    table.entry(
        Rule.BAD_SIGNATURE,
        "another takes a bundle back",
        n -> cancel(sequenced(n, ofBob(n)), CAROL));
    table.entry(
        Rule.BAD_SIGNATURE,
        "the bundle's signature takes it back",
        n -> {
          Entry.BundleSequenced bundle = ofBob(n);
          return new Entry.BundleCancelled(sequenced(n, bundle), bundle.authorization());
        });
  }

  private static void dropping(RuleTable table) {
    table.entry(Rule.EMPTY_ENTRY, "drops nothing", n -> new Entry.BundlesDropped(List.of()));
    table.entry(
        Rule.NOT_PENDING,
        "an unknown bundle is dropped",
        n -> drop(ofZero(), Reason.of(ReasonCode.DEADLINE, "")));
    table.batch(
        Rule.NOT_PENDING,
        "a bundle is dropped twice",
        0,
        n -> {
          BundleId id = sequenced(n, n.transfers(901));
          Entry.Drop drop = new Entry.Drop(id, Reason.of(ReasonCode.DEADLINE, ""));
          return n.batch(1, START_MILLIS + 40_000, new Entry.BundlesDropped(List.of(drop, drop)));
        });
    for (ReasonCode code : List.of(ReasonCode.DEADLINE, ReasonCode.NONCE_TOO_HIGH)) {
      table.batch(
          Rule.DEADLINE,
          code + " in the second of the deadline",
          0,
          n -> {
            BundleId id = sequenced(n, n.transfers(901));
            return n.batch(1, START_MILLIS + 30_999, drop(id, Reason.of(code, "")));
          });
    }
    for (ReasonCode code :
        List.of(
            ReasonCode.ROLLUP_LEFT,
            ReasonCode.ROLLUP_DIVERGED,
            ReasonCode.LEVEL,
            ReasonCode.REVERTED,
            ReasonCode.CANCELLED,
            ReasonCode.REPLACED)) {
      table.entry(
          Rule.BAD_REASON,
          "dropped for " + code + " without cause",
          n -> drop(sequenced(n, n.transfers(901)), Reason.of(code, "")));
    }
    table.entry(
        Rule.BAD_REASON,
        "dropped for another rollup that left",
        n -> {
          BundleId id = sequenced(n, n.transfers(901));
          n.applied(BatchRuleRows.rollup(n, 902, Change.LEFT, null, "", TestNetwork.MEMBER));
          return drop(id, Reason.of(ReasonCode.ROLLUP_LEFT, ""));
        });
  }

  private static void reasons(RuleTable table) {
    reason(table, "a long message", r -> Records.with(r, "message", "x".repeat(1025)));
    reason(
        table,
        "a long message of few characters",
        r -> Records.with(r, "message", "\u00e9".repeat(513)));
    reason(table, "a long revert reason", r -> Records.with(r, "revertReason", "x".repeat(1025)));
    reason(
        table, "long revert data", r -> Records.with(r, "revertData", Bytes.wrap(new byte[1025])));
    reason(table, "a foreign rollup", r -> Records.with(r, "chainId", new ChainId(903)));
    reason(table, "an index without a rollup", r -> Records.with(r, "transactionIndex", 0));
    reason(table, "an index below -1", r -> Records.with(r, "transactionIndex", -2));
    reason(
        table,
        "an index without its hash",
        r -> Records.with(Records.with(r, "chainId", new ChainId(901)), "transactionIndex", 0));
    reason(
        table,
        "an index past the slice",
        r -> Records.with(Records.with(r, "chainId", new ChainId(901)), "transactionIndex", 1));
    reason(
        table,
        "a hash without an index",
        r -> Records.with(r, "transactionHash", TransactionHash.fromHex("0x" + "01".repeat(32))));
  }

  private static void reason(RuleTable table, String name, UnaryOperator<Reason> change) {
    table.batch(
        Rule.BAD_REASON,
        "a reason with " + name,
        0,
        n -> {
          BundleId id = sequenced(n, n.transfers(901));
          return n.batch(
              1, START_MILLIS + 40_000, drop(id, change.apply(Reason.of(ReasonCode.DEADLINE, ""))));
        });
  }

  private static void bundleWith(
      RuleTable table, Rule rule, String name, UnaryOperator<Bundle> change) {
    table.entry(
        rule,
        "a bundle with " + name,
        n -> anonymous(change.apply(bundle(null, 0, n.slice(901, n.transfer(901))))));
  }

  private static void slice(RuleTable table, String name, UnaryOperator<Slice> change) {
    table.entry(
        Rule.STATIC_RULE,
        "a slice with " + name,
        n -> anonymous(bundle(null, 0, change.apply(n.slice(901, n.transfer(901))))));
  }

  private static void ordinary(
      RuleTable table, String name, Function<TestNetwork, Entry.BundleSequenced> bundle) {
    table.entry(
        Rule.ORDINARY_SHAPE,
        "an ordinary transaction " + name,
        n -> Records.with(bundle.apply(n), "ordinary", true));
  }

  private static Slice with(Slice slice, long minBlock, long maxBlock) {
    return new Slice(
        slice.chainId(),
        slice.transactions(),
        slice.revertingTransactionHashes(),
        minBlock,
        maxBlock);
  }

  private static Entry.BundleSequenced ofBob(TestNetwork n) {
    return signed(bundle(BOB, 0, n.slice(901, n.transfer(901))), BOB);
  }

  private static BundleId sequenced(TestNetwork n, Entry.BundleSequenced bundle) {
    n.applied(bundle);
    return bundle.id();
  }

  private static Entry.BundlesDropped drop(BundleId id, Reason reason) {
    return new Entry.BundlesDropped(List.of(new Entry.Drop(id, reason)));
  }

  private static BundleId ofZero() {
    return BundleId.fromHex("0x" + "00".repeat(32));
  }

  /** A network whose rollups 901 and 902 are of this level. */
  static TestNetwork ofLevel(Level level) {
    var parameters = TestNetwork.parameters(3);
    return TestNetwork.started(
        Records.with(
            parameters,
            "rollups",
            parameters.rollups().stream().map(r -> Records.with(r, "level", level)).toList()));
  }
}
