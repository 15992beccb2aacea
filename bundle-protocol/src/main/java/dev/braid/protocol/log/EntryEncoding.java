package dev.braid.protocol.log;

import dev.braid.protocol.crypto.Keccak;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;

/**
 * An entry's canonical encoding in the two parts that its leaf hash covers (design section 5).
 *
 * @param kind of the entry
 * @param head what receipts prove: the bundle id for {@code BundleSequenced}, the root over the
 *     outcomes for {@code RoundDecided}, else empty
 * @param rest every other byte of the entry
 */
public record EntryEncoding(int kind, Bytes head, Bytes rest) {
  private static final int VERSION = 1;
  private static final byte[] LEAF = {0x00};

  /**
   * @throws MalformedValueException when the entry holds a value that has no canonical encoding
   */
  public static EntryEncoding of(Entry entry) {
    CanonicalWriter out = new CanonicalWriter().u8(VERSION);
    Bytes head =
        switch (entry) {
          case Entry.BundleSequenced e -> e.id().value().bytes();
          case Entry.RoundDecided e -> OutcomeTree.of(e).root().bytes();
          default -> Bytes.EMPTY;
        };
    switch (entry) {
      case Entry.NetworkStarted e -> {
        ValueEncoding.parameters(out, e.parameters());
        out.bytes32(e.salt());
      }
      case Entry.ParametersChanged e -> {
        ValueEncoding.parameters(out, e.parameters());
        out.list(e.signatures(), ValueEncoding::memberSignature);
      }
      case Entry.BundleSequenced e -> {
        ValueEncoding.bundle(out, e.bundle());
        ValueEncoding.authorization(out, e.authorization());
        out.bool(e.ordinary());
      }
      case Entry.BundleCancelled e -> {
        out.bytes32(e.id().value());
        ValueEncoding.authorization(out, e.authorization());
      }
      case Entry.BundlesDropped e -> out.list(e.drops(), EntryEncoding::drop);
      case Entry.RoundDecided e ->
          out.list(e.rollups(), EntryEncoding::rollupDecision)
              .list(e.included(), EntryEncoding::included)
              .list(e.rejected(), EntryEncoding::rejected);
      case Entry.RollupAdopted e -> {
        ValueEncoding.chainId(out, e.chainId());
        out.u64(e.blockNumber()).bytes32(e.blockHash().value());
      }
      case Entry.LeaderClaimed e -> out.address(e.member());
      case Entry.RollupChanged e -> rollupChanged(out, e);
      case Entry.MemberChanged e ->
          out.list(e.members(), CanonicalWriter::address)
              .u8(e.quorum().code())
              .list(e.signatures(), ValueEncoding::memberSignature);
    }
    return new EntryEncoding(entry.kind(), head, out.toBytes());
  }

  /** H(rest): what a receipt needs to know of the rest of the entry. */
  public Bytes32 restHash() {
    return Keccak.hash(rest);
  }

  /** The leaf hash. */
  public Bytes32 leaf() {
    return leaf(kind, head, restHash());
  }

  static Bytes32 leaf(int kind, Bytes head, Bytes32 restHash) {
    return Keccak.hash(
        LEAF, new byte[] {(byte) kind}, head.unsafeArray(), restHash.bytes().unsafeArray());
  }

  /** Bytes counted against {@code maxBatchBytes}. */
  public int size() {
    return 1 + head.size() + rest.size();
  }

  private static void drop(CanonicalWriter out, Entry.Drop value) {
    out.bytes32(value.id().value());
    ValueEncoding.reason(out, value.reason());
  }

  private static void rollupDecision(CanonicalWriter out, Entry.RollupDecision value) {
    ValueEncoding.chainId(out, value.chainId());
    ValueEncoding.header(out, value.header());
    out.bytes32(value.blockHash().value())
        .list(value.systemTransactions(), CanonicalWriter::bytes)
        .list(value.references(), ValueEncoding::position)
        .list(value.withdrawals(), ValueEncoding::withdrawal)
        .list(value.executionRequests(), CanonicalWriter::bytes);
  }

  private static void included(CanonicalWriter out, Entry.IncludedBundle value) {
    out.bytes32(value.id().value()).list(value.slices(), EntryEncoding::sliceResult);
  }

  private static void sliceResult(CanonicalWriter out, Entry.SliceResult value) {
    ValueEncoding.chainId(out, value.chainId());
    out.u32(value.firstIndex())
        .list(value.transactions(), (o, t) -> o.bool(t.success()).u64(t.gasUsed()))
        .quantity(value.payment());
  }

  private static void rejected(CanonicalWriter out, Entry.RejectedBundle value) {
    out.bytes32(value.id().value());
    ValueEncoding.reason(out, value.reason());
  }

  private static void rollupChanged(CanonicalWriter out, Entry.RollupChanged value) {
    ValueEncoding.chainId(out, value.chainId());
    out.u8(value.change().code())
        .optional(value.definition(), ValueEncoding::rollup)
        .text(value.detail())
        .optional(value.operatorSignature(), ValueEncoding::signature)
        .list(value.signatures(), ValueEncoding::memberSignature);
  }
}
