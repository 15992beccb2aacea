package dev.braid.protocol.log;

import dev.braid.protocol.bundle.Authorization;
import dev.braid.protocol.bundle.Bundle;
import dev.braid.protocol.bundle.Limits;
import dev.braid.protocol.bundle.NetworkParameters;
import dev.braid.protocol.bundle.Reason;
import dev.braid.protocol.bundle.RollupDefinition;
import dev.braid.protocol.bundle.Slice;
import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.transaction.BlockHeader;
import dev.braid.protocol.transaction.Withdrawal;
import dev.braid.protocol.types.BlockRef;
import dev.braid.protocol.types.ChainId;
import dev.braid.protocol.types.Position;
import dev.braid.protocol.types.TransactionHash;

/** How the values inside entries are encoded (docs/protocol.md, Values): their fields, in order. */
final class ValueEncoding {
  private static final int BLOOM_BYTES = 256;
  private static final int NONCE_BYTES = 8;

  private ValueEncoding() {}

  static void chainId(CanonicalWriter out, ChainId value) {
    out.u64(value.value());
  }

  static void position(CanonicalWriter out, Position value) {
    out.u64(value.height()).u32(value.index());
  }

  static void signature(CanonicalWriter out, Signature value) {
    out.fixed(value.bytes(), Signature.SIZE);
  }

  static void memberSignature(CanonicalWriter out, MemberSignature value) {
    out.address(value.member());
    signature(out, value.signature());
  }

  static void blockRef(CanonicalWriter out, BlockRef value) {
    out.u64(value.number()).bytes32(value.hash().value()).u64(value.timestampSeconds());
  }

  static void parameters(CanonicalWriter out, NetworkParameters value) {
    out.u32(value.rulesVersion());
    limits(out, value.limits());
    out.u8(value.quorum().code())
        .list(value.members(), CanonicalWriter::address)
        .list(value.rollups(), ValueEncoding::rollup);
  }

  private static void limits(CanonicalWriter out, Limits value) {
    out.u32(value.maxSlicesPerBundle())
        .u32(value.maxTransactionsPerBundle())
        .u32(value.maxTransactionBytes())
        .u32(value.maxBundleBytes())
        .u64(value.maxBundleGasPerChain())
        .u32(value.maxReplacementUuidBytes())
        .u64(value.maxLifetimeMillis())
        .u64(value.defaultLifetimeMillis())
        .u32(value.maxPendingBundles())
        .u32(value.maxPendingBytes())
        .u32(value.maxBatchBytes())
        .u32(value.maxBatchEntries())
        .u32(value.maxBundlesPerRound())
        .u32(value.maxPasses())
        .u32(value.maxAttempts())
        .u32(value.maxUncertifiedBatches())
        .u32(value.maxRollups());
  }

  static void rollup(CanonicalWriter out, RollupDefinition value) {
    chainId(out, value.chainId());
    out.text(value.name())
        .text(value.client())
        .u8(value.level().code())
        .text(value.blockFormat())
        .u64(value.blockTimeMillis())
        .bool(value.emptyBlocks())
        .address(value.feeRecipient())
        .u64(value.blockGasLimit());
    blockRef(out, value.anchor());
    out.optional(value.operator(), CanonicalWriter::address);
  }

  static void bundle(CanonicalWriter out, Bundle value) {
    out.list(value.slices(), ValueEncoding::slice)
        .u64(value.minTimestampSeconds())
        .u64(value.maxTimestampSeconds())
        .u8(value.minimumLevel().code())
        .bool(value.retry())
        .text(value.replacementUuid())
        .u64(value.replacementNonce())
        .address(value.submitter());
  }

  private static void slice(CanonicalWriter out, Slice value) {
    chainId(out, value.chainId());
    out.list(value.transactions(), (o, transaction) -> o.bytes(transaction.raw()))
        .list(value.revertingTransactionHashes(), ValueEncoding::transactionHash)
        .u64(value.minBlock())
        .u64(value.maxBlock());
  }

  private static void transactionHash(CanonicalWriter out, TransactionHash value) {
    out.bytes32(value.value());
  }

  static void authorization(CanonicalWriter out, Authorization value) {
    switch (value) {
      case Authorization.Anonymous a -> out.u8(0);
      case Authorization.Typed typed -> signature(out.u8(1), typed.signature());
      case Authorization.Header h -> out.u8(2);
    }
  }

  static void reason(CanonicalWriter out, Reason value) {
    out.u32(value.code().code())
        .optional(value.chainId(), ValueEncoding::chainId)
        .optional(value.transactionHash(), ValueEncoding::transactionHash)
        .u32(value.transactionIndex())
        .text(value.message())
        .optional(value.revertReason(), CanonicalWriter::text)
        .optional(value.revertData(), CanonicalWriter::bytes);
  }

  static void header(CanonicalWriter out, BlockHeader value) {
    out.bytes32(value.parentHash().value())
        .bytes32(value.ommersHash())
        .address(value.beneficiary())
        .bytes32(value.stateRoot())
        .bytes32(value.transactionsRoot())
        .bytes32(value.receiptsRoot())
        .fixed(value.logsBloom(), BLOOM_BYTES)
        .quantity(value.difficulty())
        .u64(value.number())
        .u64(value.gasLimit())
        .u64(value.gasUsed())
        .u64(value.timestampSeconds())
        .bytes(value.extraData())
        .bytes32(value.mixHash())
        .fixed(value.nonce(), NONCE_BYTES)
        .optional(value.baseFeePerGas(), CanonicalWriter::quantity)
        .optional(value.withdrawalsRoot(), CanonicalWriter::bytes32)
        .optional(value.blobGasUsed(), CanonicalWriter::u64)
        .optional(value.excessBlobGas(), CanonicalWriter::u64)
        .optional(value.parentBeaconBlockRoot(), CanonicalWriter::bytes32)
        .optional(value.requestsHash(), CanonicalWriter::bytes32);
  }

  static void withdrawal(CanonicalWriter out, Withdrawal value) {
    out.u64(value.index())
        .u64(value.validatorIndex())
        .address(value.address())
        .u64(value.amountGwei());
  }
}
