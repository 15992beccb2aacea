package dev.braid.protocol.log;

import static dev.braid.protocol.log.TestNetwork.MEMBER;
import static dev.braid.protocol.log.TestNetwork.START_MILLIS;
import static dev.braid.protocol.log.TestNetwork.address;
import static dev.braid.protocol.log.TestNetwork.sign;

import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.NetworkParameters.Quorum;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.crypto.PrivateKey;
import dev.braid.protocol.log.Entry.RollupChanged.Change;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.testing.Accounts;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BatchHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rules of batches, of the leader, and of what changes the network. */
final class BatchRuleRows {
  private static final BatchHash OTHER_HASH = BatchHash.fromHex("0x" + "ab".repeat(32));
  private static final Entry.LeaderClaimed CLAIM = new Entry.LeaderClaimed(address(MEMBER));

  private BatchRuleRows() {}

  static void add(RuleTable table) {
    sealing(table);
    order(table);
    parameters(table);
    rollups(table);
  }

  private static void sealing(RuleTable table) {
    table.batch(
        Rule.HASH_MISMATCH,
        "claimed hash of another batch",
        -1,
        n -> Records.with(n.batch(n.transfers(901)), "hash", OTHER_HASH));
    for (String field : List.of("height", "term")) {
      table.batch(
          Rule.HEADER_MISMATCH,
          field + " differs from the append's",
          -1,
          n -> {
            SealedBatch sealed = n.batch(n.transfers(901));
            return Records.with(sealed, "batch", Records.with(sealed.batch(), field, 77L));
          });
    }
    table.batch(
        Rule.HEADER_MISMATCH,
        "previous hash differs from the append's",
        -1,
        n -> {
          SealedBatch sealed = n.batch(n.transfers(901));
          return Records.with(
              sealed, "batch", Records.with(sealed.batch(), "previousHash", OTHER_HASH));
        });
    table.batch(
        Rule.MALFORMED,
        "text that is not Unicode",
        0,
        n ->
            Records.with(
                n.batch(n.transfers(901)),
                "batch",
                Records.with(
                    n.batch(n.transfers(901)).batch(),
                    "entries",
                    List.of(
                        new Entry.RollupChanged(
                            new ChainId(901), Change.LEFT, null, "\ud800", null, List.of())))));
    table.batch(Rule.EMPTY_BATCH, "no entry", -1, TestNetwork::batch);
  }

  private static void order(RuleTable table) {
    table.batch(
        Rule.TIME_FALLS,
        "a millisecond earlier",
        -1,
        n -> n.batch(1, START_MILLIS - 1, n.transfers(901)));
    table.batch(
        Rule.TIME_JUMPS,
        "an hour and a millisecond",
        0,
        n -> n.batch(1, START_MILLIS + 3_600_001, n.transfers(901)));
    table.batch(
        Rule.TIME_JUMPS,
        "a claim is not alone",
        1,
        n -> n.batch(2, START_MILLIS + 3_600_001, CLAIM, n.transfers(901)));
    table.batch(Rule.TIME_JUMPS, "beyond the year 9999", -1, n -> n.batch(2, 1L << 60, CLAIM));
    table.batch(Rule.TERM_FALLS, "term 0", -1, n -> n.batch(0, START_MILLIS, n.transfers(901)));
    table.batch(
        Rule.TERM_FALLS,
        "a term before the one claimed",
        -1,
        n -> {
          n.apply(n.batch(5, START_MILLIS, CLAIM));
          return n.batch(4, START_MILLIS, n.transfers(901));
        });
    table.batch(
        Rule.LEADER_CLAIM,
        "a new term without a claim",
        0,
        n -> n.batch(2, START_MILLIS, n.transfers(901)));
    table.batch(
        Rule.LEADER_CLAIM,
        "a claim that is not first",
        0,
        n -> n.batch(2, START_MILLIS, n.transfers(901), CLAIM));
    table.entry(Rule.LEADER_CLAIM, "a claim in a term that is claimed", n -> CLAIM);
    table.batch(Rule.LEADER_CLAIM, "two claims", 1, n -> n.batch(2, START_MILLIS, CLAIM, CLAIM));
    table.batch(
        Rule.NOT_A_MEMBER,
        "a foreign leader",
        0,
        n -> n.batch(2, START_MILLIS, new Entry.LeaderClaimed(Accounts.BOB.address())));
    table.entry(
        Rule.NETWORK_START,
        "a second start",
        n -> new Entry.NetworkStarted(TestNetwork.parameters(1), Bytes32.ZERO));
  }

  private static void parameters(RuleTable table) {
    table.entry(Rule.BAD_PARAMETERS, "a limit of zero", n -> limits(n, "maxPendingBundles", 0));
    table.entry(
        Rule.BAD_PARAMETERS, "bundles above batches", n -> limits(n, "maxBatchBytes", 1000));
    table.entry(
        Rule.BAD_PARAMETERS,
        "default lifetime above the longest",
        n -> limits(n, "defaultLifetimeMillis", 600_001L));
    for (String field : List.of("members", "rollups")) {
      table.entry(
          Rule.FOREIGN_PARAMETERS,
          field + " with the parameters",
          n -> changed(n, p -> Records.with(p, field, List.of()), MEMBER));
    }
    table.entry(
        Rule.FOREIGN_PARAMETERS,
        "the quorum with the parameters",
        n -> changed(n, p -> Records.with(p, "quorum", Quorum.BFT), MEMBER));
    table.entry(Rule.BAD_QUORUM, "parameters nobody signed", n -> changed(n, p -> p));
    table.entry(
        Rule.BAD_QUORUM,
        "parameters a stranger signed",
        n -> changed(n, p -> p, Accounts.BOB.key()));
    table.entry(
        Rule.BAD_QUORUM, "parameters signed twice by one", n -> changed(n, p -> p, MEMBER, MEMBER));
    table.entry(
        Rule.BAD_QUORUM,
        "a signature that authorised an earlier change",
        n -> {
          Entry.ParametersChanged change = changed(n, p -> p, MEMBER);
          n.applied(change);
          return change;
        });
    table.entry(
        Rule.BAD_QUORUM,
        "members that the old set did not sign",
        n -> members(n, List.of(Accounts.BOB.address()), Quorum.MAJORITY, Accounts.BOB.key()));
    table.entry(
        Rule.BAD_PARAMETERS, "no members", n -> members(n, List.of(), Quorum.MAJORITY, MEMBER));
    table.entry(
        Rule.BAD_PARAMETERS,
        "the zero address as a member",
        n -> members(n, List.of(Address.ZERO), Quorum.MAJORITY, MEMBER));
    table.entry(
        Rule.BAD_PARAMETERS,
        "a member twice",
        n ->
            members(
                n,
                List.of(Accounts.BOB.address(), Accounts.BOB.address()),
                Quorum.MAJORITY,
                MEMBER));
    table.entry(
        Rule.BAD_PARAMETERS,
        "quorum bft of one",
        n -> members(n, List.of(address(MEMBER)), Quorum.BFT, MEMBER));
    table.last(
        Rule.BAD_PARAMETERS,
        "members set twice in one batch",
        1,
        n -> {
          List<Address> same = List.of(address(MEMBER));
          State between = Records.with(n.state, "parametersHeight", n.state.height() + 1);
          return List.of(
              members(n, same, Quorum.MAJORITY, MEMBER),
              new Entry.MemberChanged(
                  same,
                  Quorum.MAJORITY,
                  sign(ChangeDigest.members(between, same, Quorum.MAJORITY), MEMBER)));
        });
  }

  private static void rollups(RuleTable table) {
    table.entry(
        Rule.BAD_QUORUM,
        "a rollup that nobody lets in",
        n -> rollup(n, 904, Change.JOINED, TestNetwork.definition(904), "", null));
    table.entry(
        Rule.BAD_SIGNATURE,
        "an operator lets its own rollup in",
        n -> operator(n, 901, Change.JOINED, TestNetwork.definition(901), Accounts.CAROL.key()));
    table.entry(
        Rule.BAD_SIGNATURE,
        "another than the operator makes it leave",
        n -> operator(n, 901, Change.LEFT, null, Accounts.BOB.key()));
    table.entry(
        Rule.BAD_SIGNATURE,
        "an operator declares divergence",
        n -> operator(n, 901, Change.DIVERGED, null, Accounts.CAROL.key()));
    table.entry(
        Rule.UNKNOWN_ROLLUP,
        "an unknown rollup leaves",
        n -> rollup(n, 999, Change.LEFT, null, "", MEMBER));
    table.entry(
        Rule.ROLLUP_CHANGE,
        "a rollup joins that is here",
        n -> rollup(n, 901, Change.JOINED, TestNetwork.definition(901), "", MEMBER));
    table.entry(
        Rule.ROLLUP_CHANGE,
        "a rollup joins without a definition",
        n -> rollup(n, 904, Change.JOINED, null, "", MEMBER));
    table.entry(
        Rule.ROLLUP_CHANGE,
        "a rollup joins under another's definition",
        n -> rollup(n, 904, Change.JOINED, TestNetwork.definition(905), "", MEMBER));
    table.entry(
        Rule.ROLLUP_CHANGE,
        "a rollup leaves with a definition",
        n -> rollup(n, 901, Change.LEFT, TestNetwork.definition(901), "", MEMBER));
    table.entry(
        Rule.ROLLUP_CHANGE,
        "a detail that is too long",
        n -> rollup(n, 901, Change.LEFT, null, "x".repeat(1025), MEMBER));
    table.entry(
        Rule.ROLLUP_CHANGE,
        "a rollup comes again while bundles name it",
        n -> {
          n.applied(n.transfers(901));
          n.applied(rollup(n, 901, Change.LEFT, null, "", MEMBER));
          return rollup(n, 901, Change.JOINED, TestNetwork.definition(901), "", MEMBER);
        });
    for (Change change : List.of(Change.LEFT, Change.DIVERGED, Change.PAUSED, Change.RESUMED)) {
      table.entry(
          Rule.ROLLUP_CHANGE,
          change + " of a rollup that left",
          n -> {
            n.applied(rollup(n, 901, Change.LEFT, null, "", MEMBER));
            return rollup(n, 901, change, null, "", MEMBER);
          });
    }
    table.entry(
        Rule.ROLLUP_CHANGE,
        "RESUMED of a rollup that is not paused",
        n -> rollup(n, 901, Change.RESUMED, null, "", MEMBER));
    table.entry(
        Rule.ROLLUP_CHANGE,
        "PAUSED of a rollup that is paused",
        n -> {
          n.applied(rollup(n, 901, Change.PAUSED, null, "", MEMBER));
          return rollup(n, 901, Change.PAUSED, null, "", MEMBER);
        });
    table.entry(
        Rule.BAD_SIGNATURE,
        "a pause by the rollup's operator alone",
        n -> operator(n, 901, Change.PAUSED, null, Accounts.CAROL.key()));
    definition(table, "no name", d -> Records.with(d, "name", ""));
    definition(table, "a name of 65", d -> Records.with(d, "name", "x".repeat(65)));
    definition(table, "a name beyond ASCII", d -> Records.with(d, "name", "\u00e9"));
    definition(table, "an unknown block format", d -> Records.with(d, "blockFormat", "x"));
    definition(table, "a negative block time", d -> Records.with(d, "blockTimeMillis", -1L));
    definition(table, "no gas", d -> Records.with(d, "blockGasLimit", 20_999L));
    definition(table, "too much gas", d -> Records.with(d, "blockGasLimit", (1L << 40) + 1));
    definition(
        table, "empty blocks without a block time", d -> Records.with(d, "emptyBlocks", true));
    definition(table, "no operator but zero", d -> Records.with(d, "operator", Address.ZERO));
    definition(
        table,
        "an anchor below zero",
        d ->
            Records.with(
                d, "anchor", new BlockRef(-1, d.anchor().hash(), d.anchor().timestampSeconds())));
  }

  private static void definition(
      RuleTable table, String name, UnaryOperator<RollupDefinition> change) {
    table.entry(
        Rule.BAD_PARAMETERS,
        "a definition with " + name,
        n -> rollup(n, 904, Change.JOINED, change.apply(TestNetwork.definition(904)), "", MEMBER));
  }

  private static Entry.ParametersChanged limits(TestNetwork n, String limit, Object value) {
    return changed(
        n, p -> Records.with(p, "limits", Records.with(Limits.DEFAULT, limit, value)), MEMBER);
  }

  static Entry.ParametersChanged changed(
      TestNetwork n, UnaryOperator<NetworkParameters> change, PrivateKey... signers) {
    NetworkParameters next = change.apply(n.state.parameters());
    return new Entry.ParametersChanged(next, sign(ChangeDigest.parameters(n.state, next), signers));
  }

  private static Entry.MemberChanged members(
      TestNetwork n, List<Address> members, Quorum quorum, PrivateKey signer) {
    return new Entry.MemberChanged(
        members, quorum, sign(ChangeDigest.members(n.state, members, quorum), signer));
  }

  static Entry.RollupChanged rollup(
      TestNetwork n,
      long chainId,
      Change change,
      @Nullable RollupDefinition definition,
      String detail,
      @Nullable PrivateKey signer) {
    Bytes32 digest = ChangeDigest.rollup(n.state, new ChainId(chainId), change, definition, detail);
    return new Entry.RollupChanged(
        new ChainId(chainId),
        change,
        definition,
        detail,
        null,
        signer == null ? List.of() : sign(digest, signer));
  }

  static Entry.RollupChanged operator(
      TestNetwork n,
      long chainId,
      Change change,
      @Nullable RollupDefinition definition,
      PrivateKey signer) {
    return new Entry.RollupChanged(
        new ChainId(chainId),
        change,
        definition,
        "",
        Accounts.CURVE.sign(
            ChangeDigest.leave(
                n.state, Objects.requireNonNull(n.state.rollup(new ChainId(chainId))), ""),
            signer),
        List.of());
  }
}
