package dev.braid.protocol.log;

import static dev.braid.protocol.log.Broken.unless;

import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.log.Violation.Rule;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * One rollup's block in a decision, rebuilt from the log while the included bundles pass by in
 * order (design 6.4): its list must come out exactly as the decision has it.
 */
final class DecidedBlockCheck {
  /** How far a block's timestamp may lie ahead of the log's time (design 6.1). */
  static final long MAX_AHEAD_SECONDS = 10;

  private static final int MAX_PAYMENT_BITS = 256;

  /** No engine makes blocks with a lower gas limit (Yellow Paper, equation 50). */
  private static final long MIN_GAS_LIMIT = 5_000;

  private final RollupState rollup;
  private final Entry.RollupDecision decision;
  private final List<Bytes> transactions;
  private final List<Position> references = new ArrayList<>();
  private final List<BundleId> bundles = new ArrayList<>();
  private long gasLeft;

  private DecidedBlockCheck(RollupState rollup, Entry.RollupDecision decision) {
    this.rollup = rollup;
    this.decision = decision;
    this.transactions = new ArrayList<>(decision.systemTransactions());
    this.gasLeft = decision.header().gasUsed();
  }

  /** Checks what can be said before the bundles: rollup, parent, number, timestamp. */
  static DecidedBlockCheck begin(EntryContext context, State state, Entry.RollupDecision decision)
      throws Broken {
    RollupState rollup = state.rollup(decision.chainId());
    if (rollup == null) {
      throw new Broken(Rule.UNKNOWN_ROLLUP, "unknown rollup " + decision.chainId());
    }
    unless(
        rollup.status() == RollupStatus.ACTIVE,
        Rule.ROLLUP_NOT_ACTIVE,
        "the rollup enters no rounds");
    unless(
        !rollup.isInDoubt(), Rule.IN_DOUBT, "the rollup has still to adopt its last decided block");
    BlockHeader header = decision.header();
    BlockRef parent = rollup.decidedHead();
    unless(
        header.parentHash().equals(parent.hash()) && header.number() == parent.number() + 1,
        Rule.PARENT,
        "the block does not extend the last decided one");
    // Equal timestamps are for engines to judge: anvil takes them, others refuse them themselves.
    long latest =
        Math.max(parent.timestampSeconds() + 1, context.timeSeconds() + MAX_AHEAD_SECONDS);
    unless(
        header.timestampSeconds() >= parent.timestampSeconds()
            && header.timestampSeconds() <= latest,
        Rule.BLOCK_TIMESTAMP,
        "the block's timestamp falls or lies too far ahead");
    unless(header.gasUsed() >= 0, Rule.BLOCK, "gas used out of range");
    return new DecidedBlockCheck(rollup, decision);
  }

  /** What all members agreed on when the rollup joined holds for each of its blocks. */
  private static void checkChainSettings(RollupDefinition definition, BlockHeader header)
      throws Broken {
    unless(
        definition.feeRecipient().equals(Address.ZERO)
            || definition.feeRecipient().equals(header.beneficiary()),
        Rule.CHAIN_SETTINGS,
        "the block pays another fee recipient");
    unless(
        header.gasLimit() >= MIN_GAS_LIMIT,
        Rule.CHAIN_SETTINGS,
        "the block's gas limit is too low");
    unless(
        header.gasUsed() <= definition.blockGasLimit(),
        Rule.CHAIN_SETTINGS,
        "the block used more gas than slices may ask for");
  }

  /** The next included bundle that names this rollup. */
  void take(PendingBundle pending, Slice slice, Entry.SliceResult result) throws Broken {
    checkLimits(pending.bundle(), slice);
    unless(
        result.firstIndex() == transactions.size()
            && result.transactions().size() == slice.transactions().size()
            && result.payment().signum() >= 0
            && result.payment().bitLength() <= MAX_PAYMENT_BITS,
        Rule.RESULTS,
        "the results do not have the shape of the slice");
    for (int i = 0; i < result.transactions().size(); i++) {
      Entry.TransactionResult reported = result.transactions().get(i);
      RawTransaction transaction = slice.transactions().get(i);
      unless(
          reported.success() || slice.mayRevert(transaction.hash()),
          Rule.RESULTS,
          "a transaction reverted that may not");
      unless(
          reported.gasUsed() >= 0 && reported.gasUsed() <= gasLeft,
          Rule.RESULTS,
          "more gas than the block used");
      gasLeft -= reported.gasUsed();
      transactions.add(transaction.raw());
    }
    references.add(pending.position());
    bundles.add(pending.id());
  }

  /** When all bundles have passed: the block must be the one that they make. */
  void finish() throws Broken {
    unless(
        references.equals(decision.references()),
        Rule.REFERENCES,
        "the references are not the included bundles that name the rollup, in order");
    String broken =
        BlockRules.broken(rollup.definition().blockFormat(), decision, List.copyOf(transactions));
    if (broken != null) {
      throw new Broken(Rule.BLOCK, broken);
    }
    checkChainSettings(rollup.definition(), decision.header());
  }

  RollupState rollup() {
    return rollup;
  }

  BlockRef block() {
    return new BlockRef(
        decision.header().number(), decision.blockHash(), decision.header().timestampSeconds());
  }

  /** Ids of the bundles in the block, in order. */
  List<BundleId> bundles() {
    return bundles;
  }

  private void checkLimits(Bundle bundle, Slice slice) throws Broken {
    long number = decision.header().number();
    long timestamp = decision.header().timestampSeconds();
    unless(
        number >= slice.minBlock() && (slice.maxBlock() == 0 || number <= slice.maxBlock()),
        Rule.LIMITS,
        "the block's number lies outside a slice's limits");
    unless(
        timestamp >= bundle.minTimestampSeconds()
            && (bundle.maxTimestampSeconds() == 0 || timestamp <= bundle.maxTimestampSeconds()),
        Rule.LIMITS,
        "the block's timestamp lies outside a bundle's limits");
  }
}
