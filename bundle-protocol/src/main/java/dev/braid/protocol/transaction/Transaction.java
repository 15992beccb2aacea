package dev.braid.protocol.transaction;

import dev.braid.protocol.crypto.Signature;
import dev.braid.protocol.types.Address;
import dev.braid.protocol.types.Bytes;
import dev.braid.protocol.types.Bytes32;
import dev.braid.protocol.types.ChainId;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The content of a decoded raw transaction: legacy with EIP-155, EIP-2930 or EIP-1559.
 *
 * @param raw what was decoded, with its hash
 * @param type 0 (legacy), 1 or 2 (EIP-2718)
 * @param gasLimit gas units, at most 2^63-1
 * @param maxFeePerGas wei; the gas price for types 0 and 1
 * @param maxPriorityFeePerGas wei; the gas price for types 0 and 1
 * @param to null for contract creation
 * @param signingHash what the sender signed
 * @param signature normalised to v 27 or 28; low s (EIP-2) already checked
 */
public record Transaction(
    RawTransaction raw,
    int type,
    ChainId chainId,
    long nonce,
    long gasLimit,
    BigInteger maxFeePerGas,
    BigInteger maxPriorityFeePerGas,
    @Nullable Address to,
    BigInteger value,
    Bytes data,
    int accessListAddresses,
    int accessListKeys,
    Bytes32 signingHash,
    Signature signature) {}
