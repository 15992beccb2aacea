package dev.braid.coordinator.simulation;

import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.ReasonCode;
import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.crypto.Secp256k1;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.DecodeResult;
import dev.braid.protocol.transaction.EthereumBlocks;
import dev.braid.protocol.transaction.RawTransaction;
import dev.braid.protocol.transaction.Transaction;
import dev.braid.protocol.transaction.TransactionDecoder;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.TransactionHash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A rollup's engine, one for all members: a chain in memory that does what it is told by whoever
 * asks, like anvil. It mines on its head, shows what it mined, drops its newest block on request,
 * and knows nothing of leaders, terms or decisions. The first byte of a transaction's data says how
 * it fares.
 */
final class SimEngine {
  static final byte REVERTS = 1;
  static final byte REFUSED = 2;
  static final long GAS = 21_000;
  private static final long GAS_LIMIT = 30_000_000;
  private static final BigInteger BASE_FEE = BigInteger.valueOf(7);
  private static final Bytes32 NO_OMMERS = Keccak.hash(new byte[] {(byte) 0xc0});

  /** A block with the nonces that stand after it. */
  record Block(
      BlockHeader header,
      BlockHash hash,
      List<RawTransaction> transactions,
      Map<Address, Long> nonces) {
    BlockRef ref() {
      return new BlockRef(header.number(), hash, header.timestampSeconds());
    }

    List<TransactionHash> hashes() {
      return transactions.stream().map(RawTransaction::hash).toList();
    }
  }

  /** What came of a list of transactions. */
  sealed interface Mined {
    record Made(Block block) implements Mined {}

    /** Nothing was mined; by index why. */
    record Bad(Map<Integer, Reason> reasons) implements Mined {}
  }

  final ChainId chainId;
  private final Secp256k1 curve;
  private final Map<TransactionHash, Decoded> decoded = new HashMap<>();
  private final List<Block> blocks = new ArrayList<>();

  private record Decoded(Transaction transaction, Address sender) {}

  SimEngine(ChainId chainId, Secp256k1 curve) {
    this.chainId = chainId;
    this.curve = curve;
    BlockHeader header =
        header(new BlockHash(Bytes32.ZERO), 0, SimWorld.START_MILLIS / 1000 - 5, List.of());
    blocks.add(new Block(header, EthereumBlocks.INSTANCE.hash(header), List.of(), Map.of()));
  }

  private BlockHeader header(
      BlockHash parent, long number, long timestampSeconds, List<RawTransaction> transactions) {
    return new BlockHeader(
        parent,
        NO_OMMERS,
        Address.ZERO,
        stateRoot(),
        EthereumBlocks.transactionsRoot(transactions.stream().map(RawTransaction::raw).toList()),
        Bytes32.ZERO,
        Bytes.wrap(new byte[256]),
        BigInteger.ZERO,
        number,
        GAS_LIMIT,
        GAS * transactions.size(),
        timestampSeconds,
        Bytes.EMPTY,
        Bytes32.ZERO,
        Bytes.wrap(new byte[8]),
        BASE_FEE,
        null,
        null,
        null,
        null,
        null);
  }

  /** No two rollups have a block in common. */
  private Bytes32 stateRoot() {
    byte[] root = new byte[Bytes32.SIZE];
    root[31] = (byte) chainId.value();
    return Bytes32.wrap(root);
  }

  Block head() {
    return blocks.getLast();
  }

  @Nullable Block at(long number) {
    return number < blocks.size() ? blocks.get((int) number) : null;
  }

  /** Genesis first. */
  List<Block> chain() {
    return blocks;
  }

  /** Drops the newest block, whatever it is. */
  Block rollback() {
    if (blocks.size() > 1) {
      blocks.removeLast();
    }
    return head();
  }

  /** As after a restart from an older copy: the newest blocks are gone. */
  void forget(int count) {
    for (int i = 0; i < count; i++) {
      rollback();
    }
  }

  /** Mines these transactions, in this order, on the head; or nothing. */
  Mined mine(long timestampSeconds, List<RawTransaction> transactions) {
    Block parent = head();
    Map<Address, Long> nonces = new TreeMap<>(parent.nonces());
    Map<Integer, Reason> bad = new TreeMap<>();
    for (int i = 0; i < transactions.size(); i++) {
      Decoded each = decode(transactions.get(i));
      long expected = nonces.getOrDefault(each.sender(), 0L);
      long nonce = each.transaction().nonce();
      if (fate(each.transaction()) == REFUSED) {
        bad.put(i, reason(ReasonCode.INVALID, each.transaction(), "refused"));
      } else if (nonce != expected) {
        bad.put(
            i,
            reason(
                nonce < expected ? ReasonCode.NONCE_TOO_LOW : ReasonCode.NONCE_TOO_HIGH,
                each.transaction(),
                "nonce " + nonce + ", next is " + expected));
      } else {
        nonces.put(each.sender(), nonce + 1);
      }
    }
    if (!bad.isEmpty()) {
      return new Mined.Bad(bad);
    }
    BlockHeader header =
        header(
            parent.hash(),
            parent.header().number() + 1,
            Math.max(timestampSeconds, parent.header().timestampSeconds()),
            transactions);
    Block block =
        new Block(header, EthereumBlocks.INSTANCE.hash(header), List.copyOf(transactions), nonces);
    blocks.add(block);
    return new Mined.Made(block);
  }

  boolean succeeds(RawTransaction raw) {
    return fate(decode(raw).transaction()) != REVERTS;
  }

  Reason reverted(RawTransaction raw) {
    return reason(ReasonCode.REVERTED, decode(raw).transaction(), "reverted");
  }

  private static byte fate(Transaction transaction) {
    return transaction.data().isEmpty() ? 0 : transaction.data().get(0);
  }

  private Reason reason(ReasonCode code, Transaction transaction, String text) {
    return new Reason(code, chainId, transaction.hash(), 0, text, null, null);
  }

  private Decoded decode(RawTransaction raw) {
    return decoded.computeIfAbsent(
        raw.hash(),
        hash -> {
          if (!(TransactionDecoder.decode(raw) instanceof DecodeResult.Decoded found)) {
            throw new AssertionError("a transaction that does not decode reached an engine");
          }
          Transaction transaction = found.transaction();
          Address sender = curve.recover(transaction.signingHash(), transaction.signature());
          if (sender == null) {
            throw new AssertionError("a transaction without sender reached an engine");
          }
          return new Decoded(transaction, sender);
        });
  }
}
