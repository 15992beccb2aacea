package dev.braid.protocol.transaction;

import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.BlockHash;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An Ethereum block header, fields in the order of its RLP (Yellow Paper 4.3, EIP-1559, EIP-4895,
 * EIP-4844, EIP-4788, EIP-7685). The nullable tail is cut at its first null.
 *
 * @param logsBloom 256 bytes
 * @param timestampSeconds whole seconds
 * @param nonce 8 bytes
 */
public record BlockHeader(
    BlockHash parentHash,
    Bytes32 ommersHash,
    Address beneficiary,
    Bytes32 stateRoot,
    Bytes32 transactionsRoot,
    Bytes32 receiptsRoot,
    Bytes logsBloom,
    BigInteger difficulty,
    long number,
    long gasLimit,
    long gasUsed,
    long timestampSeconds,
    Bytes extraData,
    Bytes32 mixHash,
    Bytes nonce,
    @Nullable BigInteger baseFeePerGas,
    @Nullable Bytes32 withdrawalsRoot,
    @Nullable Long blobGasUsed,
    @Nullable Long excessBlobGas,
    @Nullable Bytes32 parentBeaconBlockRoot,
    @Nullable Bytes32 requestsHash) {}
