package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.EthereumBlocks;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rules of decisions and adoptions: each row spoils a decision that holds. */
final class DecisionRuleRows {
  private static final BlockHash OTHER = BlockHash.fromHex("0x" + "cd".repeat(32));

  private static final Address RECIPIENT = Address.fromHex("0x" + "fe".repeat(20));

  private DecisionRuleRows() {}

  static void add(RuleTable table) {
    lists(table);
    headers(table);
    chainSettings(table);
    limits(table);
    references(table);
    results(table);
    rejections(table);
    adoptions(table);
  }

  /** Three bundles: over 901 and 902, over 902, over 901; decided together but for the third. */
  private static final class Round {
    final TestNetwork network;
    final Entry.BundleSequenced both;
    final Entry.BundleSequenced second;
    final Entry.BundleSequenced third;

    Round(TestNetwork network) {
      this.network = network;
      both = network.transfers(902, 901);
      second = network.transfers(902);
      third = network.transfers(901);
      network.applied(both, second, third);
    }

    TestDecision decision() {
      return new TestDecision(network).include(both.id(), second.id());
    }
  }

  private static void lists(RuleTable table) {
    table.entry(
        Rule.EMPTY_ENTRY,
        "decides nothing",
        n -> new Entry.RoundDecided(List.of(), List.of(), List.of()));
    decided(
        table,
        Rule.ORDER,
        "rollups descending",
        d -> Records.with(d, "rollups", reversed(d.rollups())));
    decided(
        table,
        Rule.ORDER,
        "a rollup twice",
        d ->
            Records.with(
                d,
                "rollups",
                List.of(d.rollups().getFirst(), d.rollups().getFirst(), d.rollups().getLast())));
    decided(
        table,
        Rule.ORDER,
        "bundles out of order",
        d -> Records.with(d, "included", reversed(d.included())));
    decided(
        table,
        Rule.ORDER,
        "a bundle twice",
        d ->
            Records.with(
                d,
                "included",
                List.of(d.included().getFirst(), d.included().getFirst(), d.included().getLast())));
    table.entry(
        Rule.ORDER,
        "an ordinary transaction before a bundle",
        n -> {
          RawTransaction transaction = n.transfer(901);
          Entry.BundleSequenced ordinary =
              Records.with(
                  TestNetwork.anonymous(
                      TestNetwork.bundle(
                          null,
                          0,
                          Records.with(
                              n.slice(901, transaction),
                              "revertingTransactionHashes",
                              List.of(transaction.hash())))),
                  "ordinary",
                  true);
          Entry.BundleSequenced bundle = n.transfers(901);
          n.applied(ordinary, bundle);
          Entry.RoundDecided decision = n.decide(ordinary.id(), bundle.id());
          return Records.with(decision, "included", reversed(decision.included()));
        });
    table.entry(
        Rule.NOT_PENDING,
        "a bundle that is not pending",
        n -> {
          Round round = new Round(n);
          Entry.RoundDecided decision = round.decision().build();
          n.applied(decision);
          n.applied(n.adopt(901), n.adopt(902));
          return new Entry.RoundDecided(
              new TestDecision(n).block(901).block(902).build().rollups(),
              decision.included(),
              List.of());
        });
    table.entry(
        Rule.IN_DOUBT,
        "a rollup that has still to adopt",
        n -> {
          Round round = new Round(n);
          n.applied(round.decision().build());
          return n.decide(round.third.id());
        });
    table.entry(
        Rule.UNKNOWN_ROLLUP,
        "a block of an unknown rollup",
        n ->
            new Entry.RoundDecided(
                List.of(
                    Records.with(
                        new TestDecision(n).block(901).build().rollups().getFirst(),
                        "chainId",
                        new ChainId(999))),
                List.of(),
                List.of()));
    table.entry(
        Rule.ROLLUP_NOT_ACTIVE,
        "a rollup that left",
        n -> {
          Round round = new Round(n);
          n.applied(BatchRuleRows.rollup(n, 902, Change.LEFT, null, "", TestNetwork.MEMBER));
          return round.decision().build();
        });
    table.entry(
        Rule.ROLLUP_NOT_ACTIVE,
        "a paused rollup",
        n -> {
          Round round = new Round(n);
          n.applied(BatchRuleRows.rollup(n, 902, Change.PAUSED, null, "", TestNetwork.MEMBER));
          return round.decision().build();
        });
  }

  /** What the members agreed on when 904 joined: one fee recipient, and gas for two transfers. */
  private static void chainSettings(RuleTable table) {
    settings(table, "another fee recipient", 0, h -> h);
    settings(table, "more gas than slices may ask for", 3, h -> paid(h));
    settings(table, "a gas limit below 5000", 0, h -> Records.with(paid(h), "gasLimit", 4_999L));
  }

  private static void settings(
      RuleTable table, String name, int transfers, UnaryOperator<BlockHeader> change) {
    table.entry(
        Rule.CHAIN_SETTINGS,
        name,
        n -> {
          n.applied(
              BatchRuleRows.rollup(
                  n,
                  904,
                  Change.JOINED,
                  Records.with(
                      Records.with(TestNetwork.definition(904), "feeRecipient", RECIPIENT),
                      "blockGasLimit",
                      42_000L),
                  "",
                  TestNetwork.MEMBER));
          TestDecision decision = new TestDecision(n).block(904).header(change);
          for (int i = 0; i < transfers; i++) {
            Entry.BundleSequenced bundle = n.transfers(904);
            n.applied(bundle);
            decision.include(bundle.id());
          }
          return decision.build();
        });
  }

  private static BlockHeader paid(BlockHeader header) {
    return Records.with(header, "beneficiary", RECIPIENT);
  }

  private static void headers(RuleTable table) {
    header(table, Rule.PARENT, "another parent", h -> Records.with(h, "parentHash", OTHER));
    header(table, Rule.PARENT, "a number too high", h -> Records.with(h, "number", h.number() + 1));
    header(
        table, Rule.PARENT, "the parent's number", h -> Records.with(h, "number", h.number() - 1));
    header(
        table,
        Rule.BLOCK_TIMESTAMP,
        "a timestamp below the parent's",
        h -> Records.with(h, "timestampSeconds", TestNetwork.START_MILLIS / 1000 - 1_001));
    header(
        table,
        Rule.BLOCK_TIMESTAMP,
        "a timestamp 11 s ahead",
        h -> Records.with(h, "timestampSeconds", TestNetwork.START_MILLIS / 1000 + 11));
    header(
        table,
        Rule.BLOCK_TIMESTAMP,
        "a timestamp above 2^63",
        h -> Records.with(h, "timestampSeconds", -1L));
    header(table, Rule.BLOCK, "gas above 2^63", h -> Records.with(h, "gasUsed", -1L));
    header(
        table,
        Rule.BLOCK,
        "another transactions root",
        h -> Records.with(h, "transactionsRoot", Bytes32.ZERO));
    header(table, Rule.BLOCK, "ommers", h -> Records.with(h, "ommersHash", Bytes32.ZERO));
    header(table, Rule.BLOCK, "gas used above the limit", h -> Records.with(h, "gasLimit", 1L));
    header(
        table,
        Rule.BLOCK,
        "a later field without an earlier",
        h -> Records.with(h, "requestsHash", Bytes32.ZERO));
    block(table, Rule.BLOCK, "another hash", b -> Records.with(b, "blockHash", OTHER));
    block(
        table,
        Rule.BLOCK,
        "a header that was changed after hashing",
        b -> Records.with(b, "header", Records.with(b.header(), "stateRoot", OTHER.value())));
    block(
        table,
        Rule.BLOCK,
        "withdrawals without a root",
        b -> Records.with(b, "withdrawals", List.of(new Withdrawal(0, 0, Address.ZERO, 1))));
    block(
        table,
        Rule.BLOCK,
        "a withdrawal that the header has too",
        b -> {
          List<Withdrawal> minted = List.of(new Withdrawal(0, 0, Address.ZERO, 1));
          BlockHeader header =
              Records.with(b.header(), "withdrawalsRoot", EthereumBlocks.withdrawalsRoot(minted));
          return Records.with(
              Records.with(Records.with(b, "withdrawals", minted), "header", header),
              "blockHash",
              EthereumBlocks.INSTANCE.hash(header));
        });
    block(
        table,
        Rule.BLOCK,
        "requests without a hash",
        b -> Records.with(b, "executionRequests", List.of(Bytes.of((byte) 0, (byte) 1))));
    table.entry(
        Rule.BLOCK,
        "a system transaction on a rollup that has none",
        n ->
            new Entry.RoundDecided(
                List.of(
                    Records.with(
                        new TestDecision(n).block(901).build().rollups().getFirst(),
                        "systemTransactions",
                        List.of(Bytes.of((byte) 1)))),
                List.of(),
                List.of()));
  }

  private static void limits(RuleTable table) {
    limit(table, "below minBlock", b -> blocks(b, 2, 0));
    limit(
        table,
        "below minTimestamp",
        b -> Records.with(b, "minTimestampSeconds", TestNetwork.START_MILLIS / 1000 + 1));
    table.entry(
        Rule.LIMITS,
        "a block above maxBlock",
        n -> {
          n.applied(new TestDecision(n).block(901).build());
          n.applied(n.adopt(901));
          return limited(n, b -> blocks(b, 0, 1));
        });
    table.batch(
        Rule.LIMITS,
        "a block above maxTimestamp",
        0,
        n -> {
          Entry.RoundDecided decision =
              limitedBy(
                  n,
                  b -> Records.with(b, "maxTimestampSeconds", TestNetwork.START_MILLIS / 1000 + 5),
                  h -> Records.with(h, "timestampSeconds", TestNetwork.START_MILLIS / 1000 + 6));
          return n.batch(decision);
        });
  }

  private static void references(RuleTable table) {
    block(table, Rule.REFERENCES, "no references", b -> Records.with(b, "references", List.of()));
    block(
        table,
        Rule.REFERENCES,
        "references in another order",
        b -> Records.with(b, "references", reversed(b.references())));
    block(
        table,
        Rule.REFERENCES,
        "a foreign reference",
        b -> {
          List<Position> more = new ArrayList<>(b.references());
          more.add(new Position(1, 2));
          return Records.with(b, "references", more);
        });
    included(
        table,
        Rule.REFERENCES,
        "a slice less",
        i -> Records.with(i, "slices", i.slices().subList(0, 1)));
    included(
        table,
        Rule.REFERENCES,
        "slices descending",
        i -> Records.with(i, "slices", reversed(i.slices())));
    included(
        table,
        Rule.REFERENCES,
        "a slice twice",
        i ->
            Records.with(
                i,
                "slices",
                List.of(i.slices().getFirst(), i.slices().getFirst(), i.slices().getLast())));
    table.entry(
        Rule.REFERENCES,
        "a block that holds a bundle which is not included",
        n -> {
          Round round = new Round(n);
          Entry.RoundDecided decision = round.decision().build();
          return Records.with(decision, "included", decision.included().subList(0, 1));
        });
    table.batch(
        Rule.MALFORMED,
        "a slice on a rollup that has no block",
        0,
        n -> {
          Round round = new Round(n);
          Entry.RoundDecided decision = round.decision().build();
          SealedBatch sealed = n.batch(decision);
          return Records.with(
              sealed,
              "batch",
              Records.with(
                  sealed.batch(),
                  "entries",
                  List.of(Records.with(decision, "rollups", decision.rollups().subList(0, 1)))));
        });
  }

  private static void results(RuleTable table) {
    result(table, "another first index", r -> Records.with(r, "firstIndex", 7));
    result(table, "no result", r -> Records.with(r, "transactions", List.of()));
    result(table, "a revert that is not allowed", r -> transaction(r, false, 21_000));
    result(table, "more gas than the block", r -> transaction(r, true, 21_001));
    result(table, "negative gas", r -> transaction(r, true, -1));
    for (BigInteger payment : List.of(BigInteger.ONE.negate(), BigInteger.TWO.pow(256))) {
      table.batch(
          Rule.MALFORMED,
          "a payment of " + payment.bitLength() + " bits",
          0,
          n -> {
            Round round = new Round(n);
            Entry.RoundDecided decision = round.decision().build();
            Entry.IncludedBundle first = decision.included().getFirst();
            Entry.SliceResult slice = Records.with(first.slices().getFirst(), "payment", payment);
            SealedBatch sealed = n.batch(decision);
            return Records.with(
                sealed,
                "batch",
                Records.with(
                    sealed.batch(),
                    "entries",
                    List.of(
                        Records.with(
                            decision,
                            "included",
                            List.of(
                                Records.with(
                                    first, "slices", List.of(slice, first.slices().getLast())),
                                decision.included().getLast())))));
          });
    }
  }

  private static void rejections(RuleTable table) {
    for (ReasonCode code :
        List.of(
            ReasonCode.NONCE_TOO_HIGH,
            ReasonCode.DEADLINE,
            ReasonCode.LEVEL,
            ReasonCode.ROLLUP_LEFT,
            ReasonCode.REPLACED_TOO_LATE,
            ReasonCode.REPLACEMENT_NONCE,
            ReasonCode.CANCELLED,
            ReasonCode.REPLACED,
            ReasonCode.ROLLUP_DIVERGED,
            ReasonCode.BLOCK_RANGE)) {
      table.entry(
          Rule.BAD_REASON,
          "rejected for " + code,
          n -> {
            Round round = new Round(n);
            return round.decision().reject(round.third.id(), Reason.of(code, "")).build();
          });
    }
    table.entry(
        Rule.BAD_REASON,
        "rejected with a long message",
        n -> {
          Round round = new Round(n);
          return round
              .decision()
              .reject(round.third.id(), Reason.of(ReasonCode.INVALID, "x".repeat(1025)))
              .build();
        });
    table.entry(
        Rule.NOT_PENDING,
        "an unknown bundle rejected",
        n ->
            new Entry.RoundDecided(
                List.of(),
                List.of(),
                List.of(
                    new Entry.RejectedBundle(
                        BundleId.fromHex("0x" + "01".repeat(32)),
                        Reason.of(ReasonCode.INVALID, "")))));
    table.entry(
        Rule.ORDER,
        "both included and rejected",
        n -> {
          Round round = new Round(n);
          return round
              .decision()
              .reject(round.both.id(), Reason.of(ReasonCode.INVALID, ""))
              .build();
        });
    table.entry(
        Rule.ORDER,
        "rejected out of order",
        n -> {
          Round round = new Round(n);
          Entry.RoundDecided decision =
              new TestDecision(n)
                  .reject(round.second.id(), Reason.of(ReasonCode.INVALID, ""))
                  .reject(round.third.id(), Reason.of(ReasonCode.INVALID, ""))
                  .build();
          return Records.with(decision, "rejected", reversed(decision.rejected()));
        });
    table.entry(
        Rule.ORDER,
        "rejected twice",
        n -> {
          Round round = new Round(n);
          Entry.RejectedBundle rejected =
              new Entry.RejectedBundle(round.third.id(), Reason.of(ReasonCode.INVALID, ""));
          return new Entry.RoundDecided(List.of(), List.of(), List.of(rejected, rejected));
        });
  }

  private static void adoptions(RuleTable table) {
    table.entry(
        Rule.UNKNOWN_ROLLUP,
        "an unknown rollup adopts",
        n -> new Entry.RollupAdopted(new ChainId(999), 1, OTHER));
    table.entry(Rule.ADOPTION, "nothing is in doubt", n -> n.adopt(901));
    for (String field : List.of("blockNumber", "blockHash")) {
      table.entry(
          Rule.ADOPTION,
          "adopts another " + field,
          n -> {
            n.applied(new TestDecision(n).block(901).build());
            return Records.with(
                n.adopt(901), field, field.equals("blockHash") ? (Object) OTHER : (Object) 2L);
          });
    }
    table.last(
        Rule.ADOPTION,
        "adopts twice",
        1,
        n -> {
          n.applied(new TestDecision(n).block(901).build());
          return List.of(n.adopt(901), n.adopt(901));
        });
  }

  private static void decided(
      RuleTable table, Rule rule, String name, UnaryOperator<Entry.RoundDecided> change) {
    table.entry(
        rule, "a decision with " + name, n -> change.apply(new Round(n).decision().build()));
  }

  /** Changes the last block, of rollup 902, which holds two bundles. */
  private static void block(
      RuleTable table, Rule rule, String name, UnaryOperator<Entry.RollupDecision> change) {
    decided(
        table,
        rule,
        name,
        d ->
            Records.with(
                d,
                "rollups",
                List.of(d.rollups().getFirst(), change.apply(d.rollups().getLast()))));
  }

  private static void header(
      RuleTable table, Rule rule, String name, UnaryOperator<BlockHeader> change) {
    table.entry(rule, "a block with " + name, n -> new Round(n).decision().header(change).build());
  }

  /** Changes the first included bundle, which is over both rollups. */
  private static void included(
      RuleTable table, Rule rule, String name, UnaryOperator<Entry.IncludedBundle> change) {
    decided(
        table,
        rule,
        name,
        d ->
            Records.with(
                d,
                "included",
                List.of(change.apply(d.included().getFirst()), d.included().getLast())));
  }

  private static void result(
      RuleTable table, String name, UnaryOperator<Entry.SliceResult> change) {
    included(
        table,
        Rule.RESULTS,
        name,
        i ->
            Records.with(
                i, "slices", List.of(change.apply(i.slices().getFirst()), i.slices().getLast())));
  }

  private static Entry.SliceResult transaction(
      Entry.SliceResult slice, boolean success, long gasUsed) {
    return Records.with(
        slice, "transactions", List.of(new Entry.TransactionResult(success, gasUsed)));
  }

  private static void limit(RuleTable table, String name, UnaryOperator<Bundle> change) {
    table.entry(Rule.LIMITS, "a block " + name, n -> limited(n, change));
  }

  private static Entry.RoundDecided limited(TestNetwork n, UnaryOperator<Bundle> change) {
    return limitedBy(n, change, header -> header);
  }

  private static Entry.RoundDecided limitedBy(
      TestNetwork n, UnaryOperator<Bundle> change, UnaryOperator<BlockHeader> header) {
    Entry.BundleSequenced bundle =
        TestNetwork.anonymous(
            change.apply(TestNetwork.bundle(null, 0, n.slice(901, n.transfer(901)))));
    n.applied(bundle);
    return new TestDecision(n).include(bundle.id()).header(header).build();
  }

  private static Bundle blocks(Bundle bundle, long minBlock, long maxBlock) {
    Slice slice = bundle.slices().getFirst();
    return Records.with(
        bundle,
        "slices",
        List.of(new Slice(slice.chainId(), slice.transactions(), List.of(), minBlock, maxBlock)));
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> out = new ArrayList<>(list);
    Collections.reverse(out);
    return out;
  }
}
