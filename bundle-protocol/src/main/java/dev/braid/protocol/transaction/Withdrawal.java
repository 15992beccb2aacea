package dev.braid.protocol.transaction;

import dev.braid.protocol.types.Address;

/** A withdrawal of EIP-4895. Amount in gwei; the numbers are unsigned 64 bit. */
public record Withdrawal(long index, long validatorIndex, Address address, long amountGwei) {}
