package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.EthereumBlocks;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.BundleId;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A round's decision that keeps every rule, made of pending bundles, with blocks that hash right.
 */
final class TestDecision {
  private static final long GAS = 21_000;
  private static final Bytes32 NO_OMMERS =
      Bytes32.fromHex("0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

  private final TestNetwork network;
  private final Set<BundleId> included = new HashSet<>();
  private final Set<BundleId> failing = new HashSet<>();
  private final List<Entry.RejectedBundle> rejected = new ArrayList<>();
  private final Set<ChainId> empty = new TreeSet<>();
  private UnaryOperator<BlockHeader> header = header -> header;

  TestDecision(TestNetwork network) {
    this.network = network;
  }

  TestDecision include(BundleId... ids) {
    included.addAll(List.of(ids));
    return this;
  }

  /** Its transactions that may revert did. */
  TestDecision includeReverted(BundleId id) {
    failing.add(id);
    return include(id);
  }

  TestDecision reject(BundleId id, Reason reason) {
    rejected.add(new Entry.RejectedBundle(id, reason));
    return this;
  }

  /** A block for this rollup even if no bundle names it. */
  TestDecision block(long chainId) {
    empty.add(new ChainId(chainId));
    return this;
  }

  /** Changes every header before it is hashed. */
  TestDecision header(UnaryOperator<BlockHeader> change) {
    header = change;
    return this;
  }

  Entry.RoundDecided build() {
    List<PendingBundle> bundles =
        included.stream()
            .map(network::pending)
            .sorted(
                Comparator.comparing(PendingBundle::ordinary)
                    .thenComparing(PendingBundle::position))
            .toList();
    TreeMap<ChainId, Block> blocks = new TreeMap<>();
    empty.forEach(chainId -> blocks.put(chainId, new Block()));
    List<Entry.IncludedBundle> results = new ArrayList<>();
    for (PendingBundle bundle : bundles) {
      List<Entry.SliceResult> slices = new ArrayList<>();
      for (Slice slice :
          bundle.bundle().slices().stream().sorted(Comparator.comparing(Slice::chainId)).toList()) {
        Block block = blocks.computeIfAbsent(slice.chainId(), chainId -> new Block());
        slices.add(
            new Entry.SliceResult(
                slice.chainId(),
                block.transactions.size(),
                slice.transactions().stream()
                    .map(
                        transaction ->
                            new Entry.TransactionResult(
                                !(failing.contains(bundle.id())
                                    && slice.mayRevert(transaction.hash())),
                                GAS))
                    .toList(),
                BigInteger.valueOf(GAS)));
        slice.transactions().forEach(transaction -> block.transactions.add(transaction.raw()));
        block.references.add(bundle.position());
      }
      results.add(new Entry.IncludedBundle(bundle.id(), slices));
    }
    rejected.sort(Comparator.comparing(bundle -> network.pending(bundle.id()).position()));
    List<Entry.RollupDecision> decisions = new ArrayList<>();
    blocks.forEach((chainId, block) -> decisions.add(decision(chainId, block)));
    return new Entry.RoundDecided(decisions, results, rejected);
  }

  private Entry.RollupDecision decision(ChainId chainId, Block block) {
    BlockRef parent = network.rollup(chainId.value()).decidedHead();
    BlockHeader made =
        header.apply(
            new BlockHeader(
                parent.hash(),
                NO_OMMERS,
                Address.ZERO,
                Bytes32.ZERO,
                EthereumBlocks.transactionsRoot(block.transactions),
                Bytes32.ZERO,
                Bytes.wrap(new byte[256]),
                BigInteger.ZERO,
                parent.number() + 1,
                30_000_000,
                GAS * block.transactions.size(),
                Math.max(parent.timestampSeconds(), network.state.timeSeconds()),
                Bytes.EMPTY,
                Bytes32.ZERO,
                Bytes.wrap(new byte[8]),
                BigInteger.valueOf(7),
                null,
                null,
                null,
                null,
                null));
    return new Entry.RollupDecision(
        chainId,
        made,
        EthereumBlocks.INSTANCE.hash(made),
        List.of(),
        block.references,
        List.of(),
        List.of());
  }

  private static final class Block {
    final List<Bytes> transactions = new ArrayList<>();
    final List<Position> references = new ArrayList<>();
  }
}
